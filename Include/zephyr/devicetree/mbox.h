/* The mailboxes that a node uses (`mboxes`, `mbox-names`). */
#ifndef ZEPHYR_DEVICETREE_MBOX_H
#define ZEPHYR_DEVICETREE_MBOX_H

#define DT_MBOX_CTLR_BY_NAME(node, name) DT_PHANDLE_BY_NAME(node, mboxes, name)
#define DT_MBOX_CHANNEL_BY_NAME(node, name) DT_PHA_BY_NAME_OR(node, mboxes, name, channel, 0)

#endif

/* Zephyr 2.x's name for <zephyr/logging/log_ctrl.h>. */
#include <zephyr/logging/log_ctrl.h>

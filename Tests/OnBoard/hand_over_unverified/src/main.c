/* Memory that does not read back as 0: there is no hand-over, and the address is named. */
#include "../../../../samples/boot_to_app/src/main.c"

/* The sample as it is: nothing of the key is left. */
#include "../../../../samples/boot_to_app/src/main.c"

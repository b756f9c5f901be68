/* With one region left out, the one of the boot image's data, the application finds the key. */
#include "../../../../samples/boot_to_app/src/main.c"

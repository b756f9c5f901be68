/* Without scrubbing the application finds the key. */
#include "../../../../samples/boot_to_app/src/main.c"

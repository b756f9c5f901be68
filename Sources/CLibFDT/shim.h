/* libfdt reads flattened devicetrees; Debian's libfdt-dev has these headers. */
#include <libfdt.h>

/*
 * The C library's <strings.h> on the host, which <string.h> includes, without index and rindex:
 * names that applications give to things of their own. POSIX dropped them in favour of strchr and
 * strrchr.
 */
#define index bulkhead_index_is_strchr
#define rindex bulkhead_rindex_is_strrchr
#include_next <strings.h>
#undef index
#undef rindex

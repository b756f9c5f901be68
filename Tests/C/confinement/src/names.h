/* The attempts by number, as attacker_try takes them. */
enum attempt {
#define SYSTEM(name, instructions, cause) TRY_##name,
#define LOST(name, instructions, cause) TRY_##name,
#define OWN(name, instructions, cause) TRY_##name,
#include "attempts.h"
#undef SYSTEM
#undef LOST
#undef OWN
#define TRY(name, instructions) TRY_##name,
#include "forgeries.h"
#undef TRY
};

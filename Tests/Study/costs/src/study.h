/* The marks: at 2 * OPERATION one begins, at the next it ends. Sources/Study/OperationCosts.swift reads them. */
#include <bulkhead/mark.h>
#include <zephyr/kernel.h>

#define SHOTS 16

enum operation {
	NOTHING = 1, CALL, FAR_16, FAR_256, FAR_4096, FULL_16, FULL_256, FULL_4096, SWITCH, OWN,
	GIVE, READ_16, READ_256, READ_4096
};

/* How the buffer was passed that has just been. */
enum way { DELEGATED = 100, COPIED };

#define BEGIN(operation) BULKHEAD_MARK(2 * (operation))
#define END(operation) BULKHEAD_MARK(2 * (operation) + 1)

#define REPEAT(operation, work)                                                                    \
	for (int i = 0; i < SHOTS; i++) {                                                          \
		BEGIN(operation);                                                                  \
		work;                                                                              \
		END(operation);                                                                    \
	}

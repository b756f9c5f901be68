/* The marks: at 2 * OPERATION one begins, at the next it ends. Sources/BoardTool/Measure/StudyCosts.swift names them. */
#include <bulkhead/mark.h>
#include <zephyr/kernel.h>

#define SHOTS 16

enum operation { NOTHING = 1, CALL, PASS_16, PASS_256, PASS_4096, SWITCH };

#define BEGIN(operation) BULKHEAD_MARK(2 * (operation))
#define END(operation) BULKHEAD_MARK(2 * (operation) + 1)

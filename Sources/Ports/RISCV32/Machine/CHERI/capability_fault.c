/* What went wrong with a capability, for the report. */
#if defined(__riscv) && defined(BULKHEAD_CHERI)
#include "capability_fault.h"
#include <bulkhead/confinement.h>

/* mtval: in bits 0 to 4 the cause, above it the register: of 32 PCC. */
#define PCC 32

static uint32_t trap_value(void)
{
	uint32_t value;

	__asm__ volatile("csrr %0, mtval" : "=r"(value));
	return value;
}

const char *port_capability_cause(void)
{
	uint32_t value = trap_value();

	switch (value & 0x1f) {
	case 0x01:
		return value >> 5 == PCC ? "jump out of its own code" : "access out of a capability's bounds";
	case 0x02: return "use of what is no capability";
	case 0x03: return "use of a sealed capability";
	case 0x04: return "use of capabilities that were not sealed together";
	case 0x11: return "execution by a capability that does not permit it";
	case 0x12: return "load by a capability that does not permit it";
	case 0x13: return "store by a capability that does not permit it";
	case 0x14: return "load of a capability that is not permitted";
	case 0x15: return "store of a capability that is not permitted";
	case 0x16: return "store of a capability that is local";
	case 0x18: return "use of a system register";
	case 0x19: return "invocation of a capability that does not permit it";
	default: return "capability exception";
	}
}

/* x0 to x31, as a frame has them: see trap_frame.h. */
static uint32_t register_of(const uint32_t *frame, uint32_t number)
{
	static const int8_t words[32] = {-1, 0,  30, -1, -1, 1,  2,  3,  18, 19, 4,  5,  6,  7,  8,  9,
					 10, 11, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 12, 13, 14, 15};

	return words[number] < 0 ? 0 : frame[words[number]];
}

static uint32_t bits(uint32_t word, int high, int low)
{
	return word >> low & ((1u << (high - low + 1)) - 1);
}

static uint32_t extended(uint32_t value, int width)
{
	return (uint32_t)((int32_t)(value << (32 - width)) >> (32 - width));
}

/* RV32IMAC, Unprivileged ISA 2.6, 16 and 27, and the forms of CHERI that go through DDC or an address register. */
static bool address_of_compressed(const uint32_t *frame, uint32_t code, uintptr_t *address)
{
	uint32_t kind = bits(code, 15, 13);
	uint32_t first = register_of(frame, 8 + bits(code, 9, 7));

	switch (code & 3) {
	case 0:
		if (kind != 2 && kind != 6) {
			return false;
		}
		*address = first + (bits(code, 12, 10) << 3 | bits(code, 6, 6) << 2 | bits(code, 5, 5) << 6);
		return true;
	case 1:
		if (kind == 1 || kind == 5) {
			uint32_t offset = bits(code, 12, 12) << 11 | bits(code, 11, 11) << 4 |
					  bits(code, 10, 9) << 8 | bits(code, 8, 8) << 10 |
					  bits(code, 7, 7) << 6 | bits(code, 6, 6) << 7 |
					  bits(code, 5, 3) << 1 | bits(code, 2, 2) << 5;

			*address = frame[16] + extended(offset, 12);
			return true;
		}
		return false;
	default:
		if (kind == 2) {
			*address = register_of(frame, 2) + (bits(code, 12, 12) << 5 | bits(code, 6, 4) << 2 |
							    bits(code, 3, 2) << 6);
			return true;
		}
		if (kind == 6) {
			*address = register_of(frame, 2) + (bits(code, 12, 9) << 2 | bits(code, 8, 7) << 6);
			return true;
		}
		/* c.jr and c.jalr */
		if (kind == 4 && bits(code, 6, 2) == 0 && bits(code, 11, 7) != 0) {
			*address = register_of(frame, bits(code, 11, 7)) & ~1u;
			return true;
		}
		return false;
	}
}

/* Whether a compartment has it as code. */
static bool is_confined_code(uint32_t pc)
{
	for (const struct bulkhead_block *block = bulkhead_blocks; block->code_size != 0; block++) {
		if (pc - block->code < block->code_size) {
			return true;
		}
	}
	return false;
}

bool port_capability_address(const uint32_t *frame, uintptr_t *address)
{
	uint32_t pc = frame[16];
	const uint16_t *halves = (const uint16_t *)(uintptr_t)pc;
	uint32_t value = trap_value();

	/* A jump faults where it is; where something else has led to what is not its code, nothing was fetched. */
	if (value >> 5 == PCC && (value & 0x1f) != 0x18 && !is_confined_code(pc)) {
		*address = pc;
		return true;
	}
	uint32_t code = halves[0];

	if ((code & 3) != 3) {
		return address_of_compressed(frame, code, address);
	}
	code |= (uint32_t)halves[1] << 16;
	uint32_t first = register_of(frame, bits(code, 19, 15));

	switch (code & 0x7f) {
	case 0x03: /* loads */
		*address = first + extended(code >> 20, 12);
		return true;
	case 0x23: /* stores */
		*address = first + extended(bits(code, 31, 25) << 5 | bits(code, 11, 7), 12);
		return true;
	case 0x2f: /* atomics */
		*address = first;
		return true;
	case 0x5b: /* through a capability, or through DDC with an address */
		*address = first;
		return bits(code, 14, 12) == 0 && (code >> 25 == 0x7c || code >> 25 == 0x7d);
	case 0x67: /* jalr */
		*address = (first + extended(code >> 20, 12)) & ~1u;
		return true;
	case 0x6f: { /* jal */
		uint32_t offset = bits(code, 31, 31) << 20 | bits(code, 19, 12) << 12 |
				  bits(code, 20, 20) << 11 | bits(code, 30, 21) << 1;

		*address = pc + extended(offset, 21);
		return true;
	}
	default: return false;
	}
}
#endif

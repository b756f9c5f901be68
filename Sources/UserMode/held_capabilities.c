/* bulkhead/capability.h where the kernel holds capabilities: each function is one request. */
#include <bulkhead/capability.h>
#include <bulkhead/capability_request.h>
#include <bulkhead/image.h>

/* None when a test begins with fresh objects. */
static void forget_all(void)
{
	for (uint32_t i = 0; i < bulkhead_held_capability_count; i++) {
		bulkhead_held_capabilities[i].home = 0;
	}
	bulkhead_held_types = 0;
}
static const struct bulkhead_starter starter __attribute__((used, section("bulkhead_starters"))) = {forget_all};

#define REQUEST(does, ...)                                                                         \
	bulkhead_capability_request(                                                               \
		&(struct bulkhead_capability_request){.operation = BULKHEAD_CAPABILITY_##does, __VA_ARGS__})

enum bulkhead_capability_backend bulkhead_capability_backend(void)
{
#if defined(__linux__)
	return BULKHEAD_CAPABILITY_MODEL;
#else
	return BULKHEAD_CAPABILITY_KERNEL;
#endif
}

int bulkhead_capability_derive(bulkhead_capability_t *to, const void *start, size_t size, uint32_t rights)
{
	return REQUEST(DERIVES, .to = (uintptr_t)to, .bytes = (uintptr_t)start, .size = size, .rights = rights);
}

int bulkhead_capability_narrow(bulkhead_capability_t *to, const bulkhead_capability_t *from, size_t offset, size_t size,
			       uint32_t rights)
{
	return REQUEST(NARROWS, .to = (uintptr_t)to, .from = (uintptr_t)from, .offset = offset, .size = size, .rights = rights);
}

int bulkhead_capability_copy(bulkhead_capability_t *to, const bulkhead_capability_t *from)
{
	return REQUEST(COPIES, .to = (uintptr_t)to, .from = (uintptr_t)from);
}

int bulkhead_capability_make_key(bulkhead_capability_t *to)
{
	return REQUEST(MAKES_KEY, .to = (uintptr_t)to);
}

int bulkhead_capability_seal(bulkhead_capability_t *to, const bulkhead_capability_t *from, const bulkhead_capability_t *key)
{
	return REQUEST(SEALS, .to = (uintptr_t)to, .from = (uintptr_t)from, .key = (uintptr_t)key);
}

int bulkhead_capability_unseal(bulkhead_capability_t *to, const bulkhead_capability_t *from, const bulkhead_capability_t *key)
{
	return REQUEST(UNSEALS, .to = (uintptr_t)to, .from = (uintptr_t)from, .key = (uintptr_t)key);
}

int bulkhead_capability_read(const bulkhead_capability_t *from, size_t offset, void *bytes, size_t size)
{
	return REQUEST(READS, .from = (uintptr_t)from, .offset = offset, .bytes = (uintptr_t)bytes, .size = size);
}

int bulkhead_capability_write(const bulkhead_capability_t *into, size_t offset, const void *bytes, size_t size)
{
	return REQUEST(WRITES, .from = (uintptr_t)into, .offset = offset, .bytes = (uintptr_t)bytes, .size = size);
}

int bulkhead_capability_load(bulkhead_capability_t *to, const bulkhead_capability_t *from, size_t offset)
{
	return REQUEST(LOADS, .to = (uintptr_t)to, .from = (uintptr_t)from, .offset = offset);
}

int bulkhead_capability_store(const bulkhead_capability_t *into, size_t offset, const bulkhead_capability_t *stored)
{
	return REQUEST(STORES, .from = (uintptr_t)into, .key = (uintptr_t)stored, .offset = offset);
}

void bulkhead_capability_drop(bulkhead_capability_t *capability)
{
	(void)REQUEST(DROPS, .to = (uintptr_t)capability);
}

int bulkhead_capability_facts(const bulkhead_capability_t *capability, struct bulkhead_capability_facts *facts)
{
	return REQUEST(TELLS, .from = (uintptr_t)capability, .bytes = (uintptr_t)facts);
}

/* The kernel's records say each byte; CHERIoT has 9 bits (alignmentMask in Sources/Capability/CHERIoTBounds.swift). */
size_t bulkhead_capability_granule(size_t size)
{
#if defined(__linux__)
	size_t granule = 1;

	while ((size + granule - 1) / granule > 511) {
		granule *= 2;
	}
	return granule > 1 << 14 ? 1 << 24 : granule;
#else
	(void)size;
	return 1;
#endif
}

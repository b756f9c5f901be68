/*
 * What code asks of the memory protection, for the build alone: `./bulkhead explain regions` compares it with
 * what the regions cover.
 */
#ifndef BULKHEAD_REGION_NOTE_H
#define BULKHEAD_REGION_NOTE_H

/*
 * Behind the definition of `name`, without its semicolon: a symbol bulkhead_region_KIND_NAME whose size says it.
 * The linker script gives its section no memory, so that debuggers need not know it.
 */
#if defined(CONFIG_USERSPACE)
#define BULKHEAD_REGION_NOTE(kind, name, bytes) BULKHEAD_REGION_NOTE_EXPANDED(kind, name, bytes)
#define BULKHEAD_REGION_NOTE_EXPANDED(kind, name, bytes)                                           \
	; static char bulkhead_region_##kind##_##name[bytes]                                       \
		__attribute__((used, nodebug, section(".bss.bulkhead_region_notes")))
#else
#define BULKHEAD_REGION_NOTE(kind, name, bytes)
#endif

#endif

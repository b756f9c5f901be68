/*
 * Whose code an address is. A thread may be taken off the processor only in the application's own
 * code, and only if no function of the C library or of a sanitizer waits for it to return: those
 * may hold locks and be in the middle of changing what all threads share.
 */
#if defined(__linux__)
#define _GNU_SOURCE
#include <link.h>
#include <string.h>
#include <unwind.h>
#include "host.h"

struct range {
	uintptr_t start;
	uintptr_t end;
};

#define RANGES_MAX 32
static struct range libraries[RANGES_MAX];
static size_t library_count;

/* The application's objects, set apart by the linker script of the image. */
extern char __bulkhead_application_start[] __attribute__((weak));
extern char __bulkhead_application_end[] __attribute__((weak));

static const char *const guarded[] = {"libc.so",       "libc-",   "ld-linux", "ld-2",  "libpthread",
				      "librt",         "libdl",   "libasan",  "libubsan", "linux-vdso",
				      "libclang_rt"};

static bool is_guarded(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;

	for (size_t i = 0; i < sizeof(guarded) / sizeof(guarded[0]); i++) {
		if (strncmp(name, guarded[i], strlen(guarded[i])) == 0) {
			return true;
		}
	}
	return false;
}

static int add_object(struct dl_phdr_info *info, size_t size, void *data)
{
	(void)size;
	(void)data;
	for (int i = 0; is_guarded(info->dlpi_name) && i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *part = &info->dlpi_phdr[i];

		if (part->p_type == PT_LOAD && (part->p_flags & PF_X) && library_count < RANGES_MAX) {
			uintptr_t start = info->dlpi_addr + part->p_vaddr;

			libraries[library_count++] = (struct range){start, start + part->p_memsz};
		}
	}
	return 0;
}

bool port_find_code_ranges(void)
{
	dl_iterate_phdr(add_object, NULL);
	return &__bulkhead_application_end[0] > &__bulkhead_application_start[0];
}

bool port_is_application(uintptr_t pc)
{
	return pc >= (uintptr_t)__bulkhead_application_start &&
	       pc < (uintptr_t)__bulkhead_application_end;
}

struct walk {
	uintptr_t from;
	bool has_begun;
	bool has_library;
};

static _Unwind_Reason_Code look_at_frame(struct _Unwind_Context *context, void *data)
{
	struct walk *walk = data;
	int is_before = 0;
	uintptr_t pc = (uintptr_t)_Unwind_GetIPInfo(context, &is_before);

	/* The frames of the signal come first; its return lies in the C library. */
	if (pc == walk->from) {
		walk->has_begun = true;
	}
	for (size_t i = 0; walk->has_begun && i < library_count; i++) {
		if (pc >= libraries[i].start && pc < libraries[i].end) {
			walk->has_library = true;
			return _URC_END_OF_STACK;
		}
	}
	return _URC_NO_REASON;
}

bool port_has_library_frames(uintptr_t pc)
{
	struct walk walk = {.from = pc};

	_Unwind_Backtrace(look_at_frame, &walk);
	return !walk.has_begun || walk.has_library;
}
#endif

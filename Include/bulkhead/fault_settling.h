/* Between the build, the kernel and code without privileges: what <bulkhead/supervise.h> needs of them. */
#ifndef BULKHEAD_FAULT_SETTLING_H
#define BULKHEAD_FAULT_SETTLING_H

#include <bulkhead/supervise.h>
#include <port/switch.h>
#include <stddef.h>

/* What was said of a thread, and what has become of it since. It counts only while the thread says so, too. */
struct bulkhead_supervision {
	struct k_thread *BULKHEAD_NULLABLE thread;
	struct bulkhead_fault_plan plan;
	k_thread_entry_t BULKHEAD_NULLABLE entry;  /* what the thread begins with, while its handler runs */
	void *BULKHEAD_NULLABLE parameters[3];
	uint32_t restarted;
	uint32_t lost;
	bool is_in_handler;
} BULKHEAD_SWIFT_NAME(SupervisionRecord);

/* The image's, if it calls bulkhead_on_fault. */
BULKHEAD_HIDDEN extern struct bulkhead_supervision bulkhead_supervisions[];
BULKHEAD_HIDDEN extern const uint32_t bulkhead_supervision_count;

BULKHEAD_INLINE struct bulkhead_supervision *BULKHEAD_NONNULL bulkhead_supervision_at(uint32_t index)
{
	return &bulkhead_supervisions[index];
}

/*
 * Such an image has these before bulkhead_report_fault and bulkhead_fail (--wrap). The first reports the running
 * thread's fault and deals with it; false if the thread has no supervision, and nothing is done. Then a switch is
 * pended, which leaves what the thread did for good. The second returns only if the thread has none.
 */
BULKHEAD_HIDDEN bool bulkhead_settle_fault(const struct bulkhead_fault *BULKHEAD_NONNULL fault);
BULKHEAD_HIDDEN void bulkhead_settle_own_fault(const struct bulkhead_fault *BULKHEAD_NONNULL fault);

/* Of a fault what is known without looking up whose memory it is about. */
BULKHEAD_INLINE struct bulkhead_fault_record
bulkhead_describe_fault(struct k_thread *BULKHEAD_NONNULL thread, const struct bulkhead_fault *BULKHEAD_NONNULL fault)
{
	struct bulkhead_fault_record record = {
		.thread = thread,
		.reason = fault->reason,
		.address = fault->has_address ? fault->address : 0,
		.has_address = fault->has_address,
	};

	for (size_t i = 0; i < sizeof(record.cause) - 1 && fault->cause[i] != 0; i++) {
		record.cause[i] = fault->cause[i];
	}
	for (uint32_t i = 0; i < fault->register_count; i++) {
		const char *name = fault->register_names[i];

		/* The host's x86-64 has rip. */
		if ((name[0] == 'p' && name[1] == 'c') || (name[0] == 'r' && name[1] == 'i')) {
			record.pc = fault->registers[i];
		}
	}
	if (record.address - (uintptr_t)thread->stack < thread->stack_size) {
		record.whose = BULKHEAD_MEMORY_OWN_STACK;
	}
	return record;
}

/* What only images with CONFIG_USERSPACE have. */
struct bulkhead_user_settling {
	/* Gives a thread without privileges its first frame again, below `top`. */
	void (*BULKHEAD_NONNULL prepare)(struct k_thread *BULKHEAD_NONNULL thread, char *BULKHEAD_NONNULL top);
	/* Whose the memory is at record->address. */
	void (*BULKHEAD_NONNULL attribute)(struct bulkhead_fault_record *BULKHEAD_NONNULL record);
	/* As bulkhead_run_fault_handler, without privileges. */
	k_thread_entry_t BULKHEAD_NONNULL run_handler;
};
BULKHEAD_HIDDEN extern const struct bulkhead_user_settling bulkhead_user_settling __attribute__((weak));
BULKHEAD_INLINE const struct bulkhead_user_settling *BULKHEAD_NULLABLE bulkhead_user_settling_or_null(void)
{
	return &bulkhead_user_settling;
}

BULKHEAD_HIDDEN void bulkhead_prepare_user_again(struct k_thread *BULKHEAD_NONNULL thread,
						 char *BULKHEAD_NONNULL top);
BULKHEAD_HIDDEN void bulkhead_attribute_fault(struct bulkhead_fault_record *BULKHEAD_NONNULL record);

/* A thread's first function while its handler runs: the handler, the record, its parameter. */
BULKHEAD_HIDDEN void bulkhead_run_fault_handler(void *BULKHEAD_NULLABLE handler, void *BULKHEAD_NULLABLE record,
						void *BULKHEAD_NULLABLE parameter);
/* What the handler of the running thread said. Does not return if the thread has one. */
void bulkhead_end_fault_handler(uint32_t verdict);
BULKHEAD_HIDDEN void bulkhead_follow_fault_handler(uint32_t verdict) __attribute__((weak));
BULKHEAD_INLINE void bulkhead_follow_if_supervised(uint32_t verdict)
{
	if (bulkhead_follow_fault_handler != NULL) {
		bulkhead_follow_fault_handler(verdict);
	}
}

#endif

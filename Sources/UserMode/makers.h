/*
 * The functions that make objects, with privileges. MAKER(name, arguments) begins each, so that a file may have its own of
 * those that a thread without privileges may call, too.
 */
#define KNOWN_AFTER(name, kind, arguments, names, object)                                          \
	int __real_##name arguments;                                                               \
	MAKER(int __wrap_##name, arguments)                                                        \
	{                                                                                          \
		int result = __real_##name names;                                                  \
		if (result == 0) {                                                                 \
			bulkhead_register_object(object, kind);                                    \
		}                                                                                  \
		return result;                                                                     \
	}
KNOWN_AFTER(k_sem_init, BULKHEAD_CLAIM_SEM, (struct k_sem *sem, unsigned int count, unsigned int limit),
	    (sem, count, limit), sem)
KNOWN_AFTER(k_mutex_init, BULKHEAD_CLAIM_MUTEX, (struct k_mutex *mutex), (mutex), mutex)
KNOWN_AFTER(k_condvar_init, BULKHEAD_CLAIM_CONDVAR, (struct k_condvar *condvar), (condvar), condvar)
KNOWN_AFTER(k_msgq_alloc_init, BULKHEAD_CLAIM_MSGQ, (struct k_msgq *msgq, size_t size, uint32_t count),
	    (msgq, size, count), msgq)

/* The same of functions that return nothing. */
#define KNOWN_AFTER_VOID(name, kind, arguments, names, object)                                     \
	void __real_##name arguments;                                                              \
	MAKER(void __wrap_##name, arguments)                                                       \
	{                                                                                          \
		__real_##name names;                                                               \
		bulkhead_register_object(object, kind);                                            \
	}
KNOWN_AFTER_VOID(k_event_init, BULKHEAD_CLAIM_EVENT, (struct k_event *event), (event), event)
KNOWN_AFTER_VOID(k_timer_init, BULKHEAD_CLAIM_TIMER,
		 (struct k_timer *timer, k_timer_expiry_t expiry, k_timer_stop_t stop),
		 (timer, expiry, stop), timer)
KNOWN_AFTER_VOID(k_msgq_init, BULKHEAD_CLAIM_MSGQ,
		 (struct k_msgq *msgq, char *buffer, size_t size, uint32_t count),
		 (msgq, buffer, size, count), msgq)

/* Memory barriers. Each orders what is before it with what is after it. Any context. */
#ifndef ZEPHYR_SYS_BARRIER_H
#define ZEPHYR_SYS_BARRIER_H

/* Memory accesses before it are seen before those after it. */
static inline void barrier_dmem_fence_full(void)
{
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
}

/* The same, and waits until they are complete. */
static inline void barrier_dsync_fence_full(void)
{
#if defined(__arm__)
	__asm__ volatile("dsb 0xf" ::: "memory");
#else
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
#endif
}

/* Instructions after it are fetched anew. */
static inline void barrier_isync_fence_full(void)
{
#if defined(__arm__)
	__asm__ volatile("isb 0xf" ::: "memory");
#elif defined(__riscv)
	__asm__ volatile("fence.i" ::: "memory");
#else
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
#endif
}

#endif

/*
 * What a test harness asks of the kernel and nobody else may: start over, and survive a long jump.
 *
 * Both functions are called by Sources/Harness only. They exist in every image and cost nothing
 * where nothing calls them.
 */
#ifndef BULKHEAD_TESTING_H
#define BULKHEAD_TESTING_H

/*
 * Puts the kernel back to the state in which it entered main, and returns to its caller.
 *
 *  - Every thread but the main thread and the idle thread is aborted, without its abort hook.
 *  - Every timeout is dropped: timers stop, delayed work is forgotten.
 *  - Every kernel object that was defined statically (K_SEM_DEFINE, K_MSGQ_DEFINE, ...) gets its
 *    initial image back, as does the heap of k_malloc. Other variables keep their values.
 *  - The main thread gets its configured priority and holds no scheduler or interrupt lock.
 *  - Threads of K_THREAD_DEFINE and the system work queue are created anew, with their start delays.
 *  - Uptime and, on the host, virtual time start at zero again. On a board uptime does; the cycle
 *    counter goes on.
 *
 * Devices stay as they are: no init function runs again.
 *
 * Context: the main thread only, not from an interrupt; calls bulkhead_kernel_adopt_main_thread
 * first, so it may follow a long jump directly. Cost: linear in threads and static objects.
 */
void bulkhead_kernel_reset(void);

/*
 * Tells the kernel that the processor runs on the main thread's stack, whatever it believed.
 *
 * cmocka leaves a failing assertion with longjmp to the runner, which belongs to the main thread. If
 * another thread (or an interrupt handler on the host) failed, the kernel still takes that thread
 * for the current one. This call makes the main thread current and ready: taken off any wait queue,
 * its timeout dropped, interrupt nesting and scheduler lock back to none, interrupts enabled. The
 * thread that jumped is aborted, since its stack's content is no longer a thread. Other threads and
 * all objects stay as they are.
 *
 * Context: on the main thread's stack. Nothing changes if the main thread is already current and no
 * interrupt is being served.
 */
void bulkhead_kernel_adopt_main_thread(void);

#endif

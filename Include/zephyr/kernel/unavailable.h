/*
 * Names of Zephyr's API that Bulkhead does not have yet. Each is an error where it is used, which
 * says what is missing; a program that does not use them is not affected.
 */
#ifndef ZEPHYR_KERNEL_UNAVAILABLE_H
#define ZEPHYR_KERNEL_UNAVAILABLE_H

/* For functions, structures and constants. */
#if defined(CONFIG_USERSPACE)
#define BULKHEAD_USER_MODE_WANTED "user mode, of which Bulkhead does not have this yet: docs/USER_MODE.md"
#else
#define BULKHEAD_USER_MODE_WANTED "user mode: CONFIG_USERSPACE=y"
#endif
#define BULKHEAD_NEEDS_USER_MODE(what) __attribute__((unavailable(what " " BULKHEAD_USER_MODE_WANTED)))
#define BULKHEAD_NEEDS_MMU(what)                                                                   \
	__attribute__((unavailable(what " an MMU, which no board of Bulkhead has")))

#define BULKHEAD_GONE(what) __attribute__((unavailable(what)))

/* For macros: the error, and after it something that lets the compiler go on. */
#define BULKHEAD_PRAGMA(text) _Pragma(#text)
#define BULKHEAD_ERROR(text) BULKHEAD_PRAGMA(GCC error text)
#define BULKHEAD_USER_MODE_ERROR(what)                                                             \
	BULKHEAD_ERROR(what " needs " BULKHEAD_USER_MODE_WANTED)

/* Harmless where every thread may do everything: what these grant is granted. */
#if !defined(CONFIG_USERSPACE)
#define k_thread_access_grant(thread, ...) ((void)(thread))
#define K_THREAD_ACCESS_GRANT(name, ...) _Static_assert(1, "everything is granted")
#endif

/* Memory domains. */
#if !defined(CONFIG_USERSPACE)
struct BULKHEAD_NEEDS_USER_MODE("memory domains need") k_mem_domain {
	int unused;
};
struct BULKHEAD_NEEDS_USER_MODE("memory domains need") k_mem_partition {
	int unused;
};
BULKHEAD_NEEDS_USER_MODE("memory domains need")
int k_mem_domain_init();
BULKHEAD_NEEDS_USER_MODE("memory domains need")
int k_mem_domain_deinit();
BULKHEAD_NEEDS_USER_MODE("memory domains need")
int k_mem_domain_destroy();
BULKHEAD_NEEDS_USER_MODE("memory domains need")
int k_mem_domain_add_partition();
BULKHEAD_NEEDS_USER_MODE("memory domains need")
int k_mem_domain_remove_partition();
BULKHEAD_NEEDS_USER_MODE("memory domains need")
int k_mem_domain_add_thread();
BULKHEAD_NEEDS_USER_MODE("memory domains need")
int k_mem_domain_remove_thread();
BULKHEAD_NEEDS_USER_MODE("memory domains need")
int k_mem_domain_inherit_thread_partitions();
BULKHEAD_NEEDS_USER_MODE("memory domains need")
extern int k_mem_domain_default;
BULKHEAD_NEEDS_USER_MODE("memory domains need")
int arch_mem_domain_max_partitions_get();
#endif

/* Permissions on kernel objects. */
#if !defined(CONFIG_USERSPACE)
BULKHEAD_NEEDS_USER_MODE("permissions on kernel objects (k_object) need")
int k_object_access_grant();
BULKHEAD_NEEDS_USER_MODE("permissions on kernel objects (k_object) need")
int k_object_access_revoke();
BULKHEAD_NEEDS_USER_MODE("permissions on kernel objects (k_object) need")
int k_object_access_all_grant();
BULKHEAD_NEEDS_USER_MODE("permissions on kernel objects (k_object) need")
int k_object_release();
BULKHEAD_NEEDS_USER_MODE("permissions on kernel objects (k_object) need")
int k_object_alloc();
BULKHEAD_NEEDS_USER_MODE("permissions on kernel objects (k_object) need")
int k_object_free();
#endif
BULKHEAD_NEEDS_USER_MODE("permissions on kernel objects (k_object) need")
int k_object_access_check();
BULKHEAD_NEEDS_USER_MODE("permissions on kernel objects (k_object) need")
int k_object_alloc_size();
BULKHEAD_NEEDS_USER_MODE("permissions on kernel objects (k_object) need")
int k_object_is_valid();

/* Futexes. */
#if !defined(CONFIG_USERSPACE)
struct BULKHEAD_NEEDS_USER_MODE("futexes (k_futex) need") k_futex {
	int unused;
};
BULKHEAD_NEEDS_USER_MODE("futexes (k_futex) need")
int k_futex_wait();
BULKHEAD_NEEDS_USER_MODE("futexes (k_futex) need")
int k_futex_wake();
#endif

/* User threads. */
#if !defined(CONFIG_USERSPACE)
BULKHEAD_NEEDS_USER_MODE("user threads need")
int k_thread_user_mode_enter();
BULKHEAD_NEEDS_USER_MODE("user threads need")
int k_is_user_context();
BULKHEAD_NEEDS_USER_MODE("user threads need")
int arch_is_user_context();
#endif
BULKHEAD_NEEDS_USER_MODE("user threads need")
int arch_user_mode_enter();
BULKHEAD_NEEDS_USER_MODE("user threads need")
int arch_buffer_validate();
BULKHEAD_NEEDS_USER_MODE("user threads need")
int arch_syscall_invoke0();
BULKHEAD_NEEDS_USER_MODE("user threads need")
int arch_syscall_invoke1();
BULKHEAD_NEEDS_USER_MODE("user threads need")
int arch_syscall_invoke2();
BULKHEAD_NEEDS_USER_MODE("user threads need")
int arch_syscall_invoke3();
BULKHEAD_NEEDS_USER_MODE("user threads need")
int arch_syscall_invoke4();
BULKHEAD_NEEDS_USER_MODE("user threads need")
int arch_syscall_invoke5();
BULKHEAD_NEEDS_USER_MODE("user threads need")
int arch_syscall_invoke6();

/* Work that user threads submit. */
typedef void (*k_work_user_handler_t)();
struct BULKHEAD_NEEDS_USER_MODE("work of user threads (k_work_user) needs") k_work_user {
	int unused;
};
struct BULKHEAD_NEEDS_USER_MODE("work of user threads (k_work_user) needs") k_work_user_q {
	int unused;
};
BULKHEAD_NEEDS_USER_MODE("work of user threads (k_work_user) needs")
int k_work_user_init();
BULKHEAD_NEEDS_USER_MODE("work of user threads (k_work_user) needs")
int k_work_user_is_pending();
BULKHEAD_NEEDS_USER_MODE("work of user threads (k_work_user) needs")
int k_work_user_submit_to_queue();
BULKHEAD_NEEDS_USER_MODE("work of user threads (k_work_user) needs")
int k_work_user_queue_start();
BULKHEAD_NEEDS_USER_MODE("work of user threads (k_work_user) needs")
int k_work_user_queue_thread_get();

/* What Zephyr had once. */
#define BULKHEAD_POOL_GONE BULKHEAD_GONE("memory pools went with Zephyr 2.5; use a k_heap")
struct BULKHEAD_POOL_GONE sys_mem_pool_block {
	int unused;
};
struct BULKHEAD_POOL_GONE k_mem_block {
	int unused;
};
BULKHEAD_POOL_GONE
int sys_mem_pool_alloc();
BULKHEAD_POOL_GONE
int sys_mem_pool_free();
BULKHEAD_POOL_GONE
int k_mem_pool_alloc();
BULKHEAD_POOL_GONE
int k_mem_pool_malloc();
BULKHEAD_POOL_GONE
int k_mem_pool_free();
BULKHEAD_GONE("k_pipe_block_put needs memory pools, which went with Zephyr 2.5; use k_pipe_put")
int k_pipe_block_put();

/* Mapped memory. */
BULKHEAD_NEEDS_MMU("mapped memory needs")
int k_mem_map();
BULKHEAD_NEEDS_MMU("mapped memory needs")
int k_mem_unmap();
BULKHEAD_NEEDS_MMU("mapped memory needs")
int k_mem_pin();
BULKHEAD_NEEDS_MMU("mapped memory needs")
int k_mem_unpin();
BULKHEAD_NEEDS_MMU("mapped memory needs")
int k_mem_page_in();
BULKHEAD_NEEDS_MMU("mapped memory needs")
int k_mem_page_out();
BULKHEAD_NEEDS_MMU("mapped memory needs")
int k_mem_free_get();

/* Constants: thread options, kinds of kernel objects, attributes of memory. */
#define BULKHEAD_USER_MODE_CONSTANT(name) name BULKHEAD_NEEDS_USER_MODE(#name " needs") = 1
#define BULKHEAD_MMU_CONSTANT(name) name BULKHEAD_NEEDS_MMU(#name " needs") = 1
enum bulkhead_unavailable {
#if !defined(CONFIG_USERSPACE)
	BULKHEAD_USER_MODE_CONSTANT(K_USER),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_ANY),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_CONDVAR),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_EVENT),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_MSGQ),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_MUTEX),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_SEM),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_THREAD),
	BULKHEAD_USER_MODE_CONSTANT(K_MEM_PARTITION_P_NA_U_NA),
	BULKHEAD_USER_MODE_CONSTANT(K_MEM_PARTITION_P_RO_U_NA),
	BULKHEAD_USER_MODE_CONSTANT(K_MEM_PARTITION_P_RO_U_RO),
	BULKHEAD_USER_MODE_CONSTANT(K_MEM_PARTITION_P_RX_U_NA),
	BULKHEAD_USER_MODE_CONSTANT(K_MEM_PARTITION_P_RX_U_RX),
	BULKHEAD_USER_MODE_CONSTANT(K_MEM_PARTITION_P_RW_U_NA),
	BULKHEAD_USER_MODE_CONSTANT(K_MEM_PARTITION_P_RW_U_RO),
	BULKHEAD_USER_MODE_CONSTANT(K_MEM_PARTITION_P_RW_U_RW),
	BULKHEAD_USER_MODE_CONSTANT(K_MEM_PARTITION_P_RWX_U_NA),
	BULKHEAD_USER_MODE_CONSTANT(K_MEM_PARTITION_P_RWX_U_RX),
	BULKHEAD_USER_MODE_CONSTANT(K_MEM_PARTITION_P_RWX_U_RWX),
#endif
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_FUTEX),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_MEM_SLAB),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_PIPE),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_POLL_SIGNAL),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_QUEUE),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_STACK),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_SYS_MUTEX),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_THREAD_STACK_ELEMENT),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_TIMER),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_FLAG_INITIALIZED),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_FLAG_PUBLIC),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_FLAG_ALLOC),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_FLAG_DRIVER),
	BULKHEAD_MMU_CONSTANT(K_MEM_PERM_RW),
	BULKHEAD_MMU_CONSTANT(K_MEM_PERM_EXEC),
	BULKHEAD_MMU_CONSTANT(K_MEM_PERM_USER),
};

/* Definitions and attributes of variables. */
#if !defined(CONFIG_USERSPACE)
#define K_MEM_PARTITION_DEFINE(name, ...) BULKHEAD_USER_MODE_ERROR("K_MEM_PARTITION_DEFINE")
#define K_MEM_PARTITION_IS_WRITABLE(attributes) BULKHEAD_USER_MODE_ERROR("K_MEM_PARTITION_IS_WRITABLE") 0
#define K_MEM_PARTITION_IS_EXECUTABLE(attributes) BULKHEAD_USER_MODE_ERROR("K_MEM_PARTITION_IS_EXECUTABLE") 0
#endif
#define K_WORK_USER_DEFINE(name, handler) BULKHEAD_USER_MODE_ERROR("K_WORK_USER_DEFINE")
#define K_MEM_POOL_DEFINE(name, ...) \
	BULKHEAD_ERROR("memory pools went with Zephyr 2.5; use K_HEAP_DEFINE")

#endif

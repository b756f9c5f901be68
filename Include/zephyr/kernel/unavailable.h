/*
 * Names of Zephyr's API that Bulkhead does not have yet. Each is an error where it is used, which
 * says what is missing; a program that does not use them is not affected.
 */
#ifndef ZEPHYR_KERNEL_UNAVAILABLE_H
#define ZEPHYR_KERNEL_UNAVAILABLE_H

/* For functions, structures and constants. */
#define BULKHEAD_NEEDS_USER_MODE(what)                                                             \
	__attribute__((unavailable(what " user mode, which Bulkhead does not have yet")))
#define BULKHEAD_NEEDS_MMU(what)                                                                   \
	__attribute__((unavailable(what " an MMU, which no board of Bulkhead has")))

/* For macros: the error, and after it something that lets the compiler go on. */
#define BULKHEAD_PRAGMA(text) _Pragma(#text)
#define BULKHEAD_ERROR(text) BULKHEAD_PRAGMA(GCC error text)
#define BULKHEAD_USER_MODE_ERROR(what)                                                             \
	BULKHEAD_ERROR(what " needs user mode, which Bulkhead does not have yet")
#define BULKHEAD_DEVICETREE_ERROR(what)                                                            \
	BULKHEAD_ERROR(what " needs the devicetree in C, which Bulkhead does not have yet")

/* Harmless where every thread may do everything: what these grant is granted. */
#define k_thread_access_grant(thread, ...) ((void)(thread))
#define K_THREAD_ACCESS_GRANT(name, ...) _Static_assert(1, "everything is granted")

/* Memory domains. */
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
int arch_mem_domain_max_partitions_get();

/* Permissions on kernel objects. */
BULKHEAD_NEEDS_USER_MODE("permissions on kernel objects (k_object) need")
int k_object_access_grant();
BULKHEAD_NEEDS_USER_MODE("permissions on kernel objects (k_object) need")
int k_object_access_revoke();
BULKHEAD_NEEDS_USER_MODE("permissions on kernel objects (k_object) need")
int k_object_access_all_grant();
BULKHEAD_NEEDS_USER_MODE("permissions on kernel objects (k_object) need")
int k_object_access_check();
BULKHEAD_NEEDS_USER_MODE("permissions on kernel objects (k_object) need")
int k_object_alloc();
BULKHEAD_NEEDS_USER_MODE("permissions on kernel objects (k_object) need")
int k_object_alloc_size();
BULKHEAD_NEEDS_USER_MODE("permissions on kernel objects (k_object) need")
int k_object_free();
BULKHEAD_NEEDS_USER_MODE("permissions on kernel objects (k_object) need")
int k_object_release();
BULKHEAD_NEEDS_USER_MODE("permissions on kernel objects (k_object) need")
int k_object_is_valid();

/* Futexes. */
struct BULKHEAD_NEEDS_USER_MODE("futexes (k_futex) need") k_futex {
	int unused;
};
BULKHEAD_NEEDS_USER_MODE("futexes (k_futex) need")
int k_futex_wait();
BULKHEAD_NEEDS_USER_MODE("futexes (k_futex) need")
int k_futex_wake();

/* Semaphores in user memory. */
struct BULKHEAD_NEEDS_USER_MODE("sys_sem needs") sys_sem {
	int unused;
};
BULKHEAD_NEEDS_USER_MODE("sys_sem needs")
int sys_sem_init();
BULKHEAD_NEEDS_USER_MODE("sys_sem needs")
int sys_sem_give();
BULKHEAD_NEEDS_USER_MODE("sys_sem needs")
int sys_sem_take();
BULKHEAD_NEEDS_USER_MODE("sys_sem needs")
int sys_sem_count_get();

/* Mutexes in user memory. */
struct BULKHEAD_NEEDS_USER_MODE("sys_mutex needs") sys_mutex {
	int unused;
};
BULKHEAD_NEEDS_USER_MODE("sys_mutex needs")
int sys_mutex_init();
BULKHEAD_NEEDS_USER_MODE("sys_mutex needs")
int sys_mutex_lock();
BULKHEAD_NEEDS_USER_MODE("sys_mutex needs")
int sys_mutex_unlock();

/* User threads. */
BULKHEAD_NEEDS_USER_MODE("user threads need")
int k_thread_user_mode_enter();
BULKHEAD_NEEDS_USER_MODE("user threads need")
int k_is_user_context();
BULKHEAD_NEEDS_USER_MODE("user threads need")
int arch_is_user_context();
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

BULKHEAD_NEEDS_USER_MODE("memory domains need")
extern int k_mem_domain_default;

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
	BULKHEAD_USER_MODE_CONSTANT(K_USER),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_ANY),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_CONDVAR),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_EVENT),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_FUTEX),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_MEM_SLAB),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_MSGQ),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_MUTEX),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_PIPE),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_POLL_SIGNAL),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_QUEUE),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_SEM),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_STACK),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_SYS_MUTEX),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_THREAD),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_THREAD_STACK_ELEMENT),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_TIMER),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_FLAG_INITIALIZED),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_FLAG_PUBLIC),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_FLAG_ALLOC),
	BULKHEAD_USER_MODE_CONSTANT(K_OBJ_FLAG_DRIVER),
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
	BULKHEAD_MMU_CONSTANT(K_MEM_CACHE_NONE),
	BULKHEAD_MMU_CONSTANT(K_MEM_CACHE_WT),
	BULKHEAD_MMU_CONSTANT(K_MEM_CACHE_WB),
	BULKHEAD_MMU_CONSTANT(K_MEM_PERM_RW),
	BULKHEAD_MMU_CONSTANT(K_MEM_PERM_EXEC),
	BULKHEAD_MMU_CONSTANT(K_MEM_PERM_USER),
};

/* Definitions and attributes of variables. */
#define K_APP_BMEM(partition) BULKHEAD_USER_MODE_ERROR("K_APP_BMEM")
#define K_APP_DMEM(partition) BULKHEAD_USER_MODE_ERROR("K_APP_DMEM")
#define K_APPMEM_PARTITION_DEFINE(name) BULKHEAD_USER_MODE_ERROR("K_APPMEM_PARTITION_DEFINE")
#define K_APPMEM_PARTITION_DECLARE(name) BULKHEAD_USER_MODE_ERROR("K_APPMEM_PARTITION_DECLARE")
#define K_MEM_PARTITION_DEFINE(name, ...) BULKHEAD_USER_MODE_ERROR("K_MEM_PARTITION_DEFINE")
#define SYS_SEM_DEFINE(name, ...) BULKHEAD_USER_MODE_ERROR("SYS_SEM_DEFINE")
#define SYS_MUTEX_DEFINE(name) BULKHEAD_USER_MODE_ERROR("SYS_MUTEX_DEFINE")
#define K_MEM_PARTITION_IS_WRITABLE(attributes) BULKHEAD_USER_MODE_ERROR("K_MEM_PARTITION_IS_WRITABLE") 0
#define K_MEM_PARTITION_IS_EXECUTABLE(attributes) BULKHEAD_USER_MODE_ERROR("K_MEM_PARTITION_IS_EXECUTABLE") 0

/* The devicetree in C. */
#define DT_ROOT BULKHEAD_DEVICETREE_ERROR("DT_ROOT") 0
#define DT_NODELABEL(...) BULKHEAD_DEVICETREE_ERROR("DT_NODELABEL") 0
#define DT_PATH(...) BULKHEAD_DEVICETREE_ERROR("DT_PATH") 0
#define DT_ALIAS(...) BULKHEAD_DEVICETREE_ERROR("DT_ALIAS") 0
#define DT_CHOSEN(...) BULKHEAD_DEVICETREE_ERROR("DT_CHOSEN") 0
#define DT_INST(...) BULKHEAD_DEVICETREE_ERROR("DT_INST") 0
#define DT_DRV_INST(...) BULKHEAD_DEVICETREE_ERROR("DT_DRV_INST") 0
#define DT_PARENT(...) BULKHEAD_DEVICETREE_ERROR("DT_PARENT") 0
#define DT_CHILD(...) BULKHEAD_DEVICETREE_ERROR("DT_CHILD") 0
#define DT_PROP(...) BULKHEAD_DEVICETREE_ERROR("DT_PROP") 0
#define DT_PROP_OR(...) BULKHEAD_DEVICETREE_ERROR("DT_PROP_OR") 0
#define DT_PROP_LEN(...) BULKHEAD_DEVICETREE_ERROR("DT_PROP_LEN") 0
#define DT_PROP_BY_IDX(...) BULKHEAD_DEVICETREE_ERROR("DT_PROP_BY_IDX") 0
#define DT_PHANDLE(...) BULKHEAD_DEVICETREE_ERROR("DT_PHANDLE") 0
#define DT_PHANDLE_BY_IDX(...) BULKHEAD_DEVICETREE_ERROR("DT_PHANDLE_BY_IDX") 0
#define DT_NODE_EXISTS(...) BULKHEAD_DEVICETREE_ERROR("DT_NODE_EXISTS") 0
#define DT_NODE_HAS_STATUS(...) BULKHEAD_DEVICETREE_ERROR("DT_NODE_HAS_STATUS") 0
#define DT_NODE_HAS_STATUS_OKAY(...) BULKHEAD_DEVICETREE_ERROR("DT_NODE_HAS_STATUS_OKAY") 0
#define DT_NODE_HAS_PROP(...) BULKHEAD_DEVICETREE_ERROR("DT_NODE_HAS_PROP") 0
#define DT_NODE_HAS_COMPAT(...) BULKHEAD_DEVICETREE_ERROR("DT_NODE_HAS_COMPAT") 0
#define DT_HAS_CHOSEN(...) BULKHEAD_DEVICETREE_ERROR("DT_HAS_CHOSEN") 0
#define DT_HAS_COMPAT_STATUS_OKAY(...) BULKHEAD_DEVICETREE_ERROR("DT_HAS_COMPAT_STATUS_OKAY") 0
#define DT_NUM_INST_STATUS_OKAY(...) BULKHEAD_DEVICETREE_ERROR("DT_NUM_INST_STATUS_OKAY") 0
#define DT_REG_ADDR(...) BULKHEAD_DEVICETREE_ERROR("DT_REG_ADDR") 0
#define DT_REG_SIZE(...) BULKHEAD_DEVICETREE_ERROR("DT_REG_SIZE") 0
#define DT_REG_ADDR_BY_IDX(...) BULKHEAD_DEVICETREE_ERROR("DT_REG_ADDR_BY_IDX") 0
#define DT_REG_SIZE_BY_IDX(...) BULKHEAD_DEVICETREE_ERROR("DT_REG_SIZE_BY_IDX") 0
#define DT_REG_ADDR_BY_NAME(...) BULKHEAD_DEVICETREE_ERROR("DT_REG_ADDR_BY_NAME") 0
#define DT_REG_SIZE_BY_NAME(...) BULKHEAD_DEVICETREE_ERROR("DT_REG_SIZE_BY_NAME") 0
#define DT_IRQ(...) BULKHEAD_DEVICETREE_ERROR("DT_IRQ") 0
#define DT_IRQN(...) BULKHEAD_DEVICETREE_ERROR("DT_IRQN") 0
#define DT_IRQ_BY_IDX(...) BULKHEAD_DEVICETREE_ERROR("DT_IRQ_BY_IDX") 0
#define DT_IRQ_BY_NAME(...) BULKHEAD_DEVICETREE_ERROR("DT_IRQ_BY_NAME") 0
#define DT_NODE_FULL_NAME(...) BULKHEAD_DEVICETREE_ERROR("DT_NODE_FULL_NAME") 0
#define DT_NODE_PATH(...) BULKHEAD_DEVICETREE_ERROR("DT_NODE_PATH") 0
#define DT_DEP_ORD(...) BULKHEAD_DEVICETREE_ERROR("DT_DEP_ORD") 0
#define DT_BUS(...) BULKHEAD_DEVICETREE_ERROR("DT_BUS") 0
#define DT_INST_NODE_HAS_PROP(...) BULKHEAD_DEVICETREE_ERROR("DT_INST_NODE_HAS_PROP") 0
#define DT_INST_PROP(...) BULKHEAD_DEVICETREE_ERROR("DT_INST_PROP") 0
#define DT_INST_PROP_OR(...) BULKHEAD_DEVICETREE_ERROR("DT_INST_PROP_OR") 0
#define DT_INST_REG_ADDR(...) BULKHEAD_DEVICETREE_ERROR("DT_INST_REG_ADDR") 0
#define DT_INST_REG_SIZE(...) BULKHEAD_DEVICETREE_ERROR("DT_INST_REG_SIZE") 0
#define DT_INST_IRQ(...) BULKHEAD_DEVICETREE_ERROR("DT_INST_IRQ") 0
#define DT_INST_IRQN(...) BULKHEAD_DEVICETREE_ERROR("DT_INST_IRQN") 0
#define DT_INST_PARENT(...) BULKHEAD_DEVICETREE_ERROR("DT_INST_PARENT") 0
#define DT_INST_PHANDLE(...) BULKHEAD_DEVICETREE_ERROR("DT_INST_PHANDLE") 0
#define DEVICE_DT_GET(...) BULKHEAD_DEVICETREE_ERROR("DEVICE_DT_GET") 0
#define DEVICE_DT_GET_OR_NULL(...) BULKHEAD_DEVICETREE_ERROR("DEVICE_DT_GET_OR_NULL") 0
#define DEVICE_DT_GET_ANY(...) BULKHEAD_DEVICETREE_ERROR("DEVICE_DT_GET_ANY") 0
#define DEVICE_DT_GET_ONE(...) BULKHEAD_DEVICETREE_ERROR("DEVICE_DT_GET_ONE") 0
#define DEVICE_DT_INST_GET(...) BULKHEAD_DEVICETREE_ERROR("DEVICE_DT_INST_GET") 0
#define DEVICE_DT_NAME(...) BULKHEAD_DEVICETREE_ERROR("DEVICE_DT_NAME") 0
#define DEVICE_DT_NAME_GET(...) BULKHEAD_DEVICETREE_ERROR("DEVICE_DT_NAME_GET") 0
#define DT_FOREACH_CHILD(...) BULKHEAD_DEVICETREE_ERROR("DT_FOREACH_CHILD")
#define DT_FOREACH_STATUS_OKAY(...) BULKHEAD_DEVICETREE_ERROR("DT_FOREACH_STATUS_OKAY")
#define DT_INST_FOREACH_STATUS_OKAY(...) BULKHEAD_DEVICETREE_ERROR("DT_INST_FOREACH_STATUS_OKAY")
#define DEVICE_DT_DEFINE(...) BULKHEAD_DEVICETREE_ERROR("DEVICE_DT_DEFINE")
#define DEVICE_DT_INST_DEFINE(...) BULKHEAD_DEVICETREE_ERROR("DEVICE_DT_INST_DEFINE")
#define DEVICE_DT_DECLARE(...) BULKHEAD_DEVICETREE_ERROR("DEVICE_DT_DECLARE")
#define DEVICE_DT_DEFINE_AUTO(...) BULKHEAD_DEVICETREE_ERROR("DEVICE_DT_DEFINE_AUTO")
#define DEVICE_DT_DEFINE_ANCHORED(...) BULKHEAD_DEVICETREE_ERROR("DEVICE_DT_DEFINE_ANCHORED")

/* Mapped registers of devices. */
#define DEVICE_MMIO_RAM BULKHEAD_DEVICETREE_ERROR("DEVICE_MMIO_RAM") int unavailable
#define DEVICE_MMIO_ROM BULKHEAD_DEVICETREE_ERROR("DEVICE_MMIO_ROM") int unavailable
#define DEVICE_MMIO_NAMED_RAM(name) BULKHEAD_DEVICETREE_ERROR("DEVICE_MMIO_NAMED_RAM") int name
#define DEVICE_MMIO_NAMED_ROM(name) BULKHEAD_DEVICETREE_ERROR("DEVICE_MMIO_NAMED_ROM") int name
#define DEVICE_MMIO_TOPLEVEL(name, node) BULKHEAD_DEVICETREE_ERROR("DEVICE_MMIO_TOPLEVEL")
#define DEVICE_MMIO_TOPLEVEL_STATIC(name, node) BULKHEAD_DEVICETREE_ERROR("DEVICE_MMIO_TOPLEVEL_STATIC")
#define DEVICE_MMIO_ROM_INIT(...) BULKHEAD_DEVICETREE_ERROR("DEVICE_MMIO_ROM_INIT") 0
#define DEVICE_MMIO_NAMED_ROM_INIT(...) BULKHEAD_DEVICETREE_ERROR("DEVICE_MMIO_NAMED_ROM_INIT") 0
#define DEVICE_MMIO_MAP(...) BULKHEAD_DEVICETREE_ERROR("DEVICE_MMIO_MAP") 0
#define DEVICE_MMIO_GET(...) BULKHEAD_DEVICETREE_ERROR("DEVICE_MMIO_GET") 0
#define DEVICE_MMIO_ROM_PTR(...) BULKHEAD_DEVICETREE_ERROR("DEVICE_MMIO_ROM_PTR") 0
#define DEVICE_MMIO_RAM_PTR(...) BULKHEAD_DEVICETREE_ERROR("DEVICE_MMIO_RAM_PTR") 0
#define DEVICE_MMIO_IS_IN_RAM(...) BULKHEAD_DEVICETREE_ERROR("DEVICE_MMIO_IS_IN_RAM") 0
#define DEVICE_MMIO_NAMED_MAP(...) BULKHEAD_DEVICETREE_ERROR("DEVICE_MMIO_NAMED_MAP") 0
#define DEVICE_MMIO_NAMED_GET(...) BULKHEAD_DEVICETREE_ERROR("DEVICE_MMIO_NAMED_GET") 0
#define DEVICE_MMIO_NAMED_ROM_PTR(...) BULKHEAD_DEVICETREE_ERROR("DEVICE_MMIO_NAMED_ROM_PTR") 0
#define DEVICE_MMIO_TOPLEVEL_MAP(...) BULKHEAD_DEVICETREE_ERROR("DEVICE_MMIO_TOPLEVEL_MAP") 0
#define DEVICE_MMIO_TOPLEVEL_GET(...) BULKHEAD_DEVICETREE_ERROR("DEVICE_MMIO_TOPLEVEL_GET") 0
#define DEVICE_MMIO_TOPLEVEL_ROM_PTR(...) BULKHEAD_DEVICETREE_ERROR("DEVICE_MMIO_TOPLEVEL_ROM_PTR") 0
#define device_map(...) BULKHEAD_DEVICETREE_ERROR("device_map") 0

#endif

/*
 * The two exceptions of a call through a gate, in images with compartments: see PORT_HANDLER_CALL. With the
 * port's part (port_gates.h) this is what code without privileges may execute of it.
 */
#define BULKHEAD_GATES_DEFINE
#include <bulkhead/compartment.h>
#include <bulkhead/init.h>
#include <port_gates.h>
#include <zephyr/init.h>

#if !defined(BULKHEAD_CHERI)
#if defined(CONFIG_FPU)
#define bulkhead_handle_gate bulkhead_handle_gate_fpu
#define bulkhead_handle_gate_return bulkhead_handle_gate_return_fpu
#endif
void bulkhead_handle_gate(void);
void bulkhead_handle_gate_return(void);

#define HANDLED_BY(name, handler)                                                                  \
	__attribute__((section("bulkhead_handler_calls." #name), aligned(8), used))                \
	const struct bulkhead_system_call call_of_##name = {handler, 0}
HANDLED_BY(bulkhead_gate, bulkhead_handle_gate);
HANDLED_BY(bulkhead_gate_return, bulkhead_handle_gate_return);
#endif

static int prepare(void)
{
	bulkhead_prepare_compartments();
	return 0;
}
SYS_INIT_NAMED(compartments, prepare, PRE_KERNEL_1, 0);
SYS_INIT_DEPENDS(compartments, user_mode);

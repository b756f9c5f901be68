/*
 * What is tried with capabilities: what has no tag is none. Of a pair of attempts the second is allowed, and the
 * first differs from it only in what is forbidden. In: a0, a1. Out: a0.
 */

/* The tag of what is made. a0 = an address, or bits; a1 = more bits. */
#define TAG_OF(cs1) CGETTAG(a0, cs1)

TRY(number_as_capability, TAG_OF(a0))
TRY(own_capability, GET_DDC(a0) TAG_OF(a0))
TRY(wider_bounds, GET_DDC(t0) CGETBASE(t1, t0) CGETLEN(t2, t0) CSETADDR(t0, t0, t1) "addi t2, t2, 1\n\t"
    CSETBOUNDS(t0, t0, t2) TAG_OF(t0))
TRY(same_bounds, GET_DDC(t0) CGETBASE(t1, t0) CGETLEN(t2, t0) CSETADDR(t0, t0, t1) CSETBOUNDS(t0, t0, t2) TAG_OF(t0))
TRY(wider_code, GET_PCC(t0) CGETBASE(t1, t0) CGETLEN(t2, t0) CSETADDR(t0, t0, t1) "addi t2, t2, 1\n\t"
    CSETBOUNDS(t0, t0, t2) TAG_OF(t0))
TRY(far_address, GET_DDC(t0) CSETADDR(t0, t0, a0) TAG_OF(t0))
TRY(near_address, GET_DDC(t0) CGETBASE(t1, t0) CSETADDR(t0, t0, t1) TAG_OF(t0))
TRY(far_offset, GET_DDC(t0) CGETADDR(t1, t0) "sub a0, a0, t1\n\t" CINCOFFSET(t0, t0, a0) TAG_OF(t0))
TRY(from_pointer, GET_DDC(t0) CGETBASE(t1, t0) "sub a0, a0, t1\n\t" CFROMPTR(t0, zero, a0) TAG_OF(t0))
TRY(high_word, GET_DDC(t0) CGETHIGH(t1, t0) CSETHIGH(t0, t0, t1) TAG_OF(t0))
/* Permissions: all that DDC has, and no more. */
TRY(all_permissions, GET_DDC(t0) "li t1, -1\n\t" CANDPERM(t0, t0, t1) CGETPERM(a0, t0))
TRY(permissions_back, GET_DDC(t0) "li t1, 4\n\t" CANDPERM(t0, t0, t1) "li t1, -1\n\t" CANDPERM(t0, t0, t1)
    CGETPERM(a0, t0))
TRY(code_permissions, GET_PCC(t0) "li t1, -1\n\t" CANDPERM(t0, t0, t1) CGETPERM(a0, t0))
/* From bits: a0 = the lower word of another's capability, a1 = the upper. */
TRY(built_of_bits, CSETHIGH(a0, a0, a1) CBUILDCAP(a0, zero, a0) TAG_OF(a0))
TRY(built_of_own_bits, GET_DDC(t0) CGETADDR(a0, t0) CGETHIGH(a1, t0) CSETHIGH(a0, a0, a1) CBUILDCAP(a0, zero, a0)
    TAG_OF(a0))
TRY(stored_bits, "addi sp, sp, -16\n\tsw a0, 0(sp)\n\tsw a1, 4(sp)\n\t" CLC(t1, 0, sp) "addi sp, sp, 16\n\t" TAG_OF(t1))
TRY(type_copied, A_CALL(t1) GET_DDC(t0) CCOPYTYPE(t0, t0, t1) CSEAL(t0, t0, t0) TAG_OF(t0))
/* Seals. */
TRY(sealed_by_its_own, GET_DDC(t0) CSEAL(t0, t0, t0) TAG_OF(t0))
TRY(sealed_by_its_own_if_it_may, GET_DDC(t0) CCSEAL(t0, t0, t0) TAG_OF(t0))
TRY(sealed_as_an_import_if_it_may, A_CALL(t1) GET_DDC(t0) CCSEAL(t0, t0, t1) TAG_OF(t0))
TRY(not_to_be_sealed, GET_DDC(t0) "li t2, -1\n\t" CSETADDR(t1, t0, t2) CCSEAL(t0, t0, t1) CGETTYPE(a0, t0))
TRY(unsealed_by_its_own, A_CALL(t1) GET_DDC(t0) CUNSEAL(t1, t1, t0) TAG_OF(t1))
TRY(import, A_CALL(t1) TAG_OF(t1))
TRY(import_by_halves, "addi sp, sp, -16\n\tlla t0, bulkhead_import_k_sem_give\n\tlw t1, 0(t0)\n\tsw t1, 0(sp)\n\t"
    "lw t1, 4(t0)\n\tsw t1, 4(sp)\n\t" CLC(t1, 0, sp) "addi sp, sp, 16\n\t" TAG_OF(t1))
TRY(import_moved, A_CALL(t1) "li t2, 8\n\t" CINCOFFSET(t1, t1, t2) TAG_OF(t1))
TRY(import_set, A_CALL(t1) CGETADDR(t2, t1) "addi t2, t2, 8\n\t" CSETADDR(t1, t1, t2) TAG_OF(t1))
TRY(import_narrowed, A_CALL(t1) "li t2, 1\n\t" CSETBOUNDS(t1, t1, t2) TAG_OF(t1))
TRY(import_weakened, A_CALL(t1) "li t2, 0\n\t" CANDPERM(t1, t1, t2) TAG_OF(t1))
TRY(switcher_moved, CODE(t1, 0) "li t2, 8\n\t" CINCOFFSET(t1, t1, t2) TAG_OF(t1))
/* What is in a register when a number was loaded there is a number. */
TRY(overwritten_by_number, GET_DDC(t0) "mv t0, t0\n\t" TAG_OF(t0))

/* These fault. a0 = an address. */
TRY(load_far, "lw a0, 0(a0)\n\t")
TRY(store_far, "sw zero, 0(a0)\n\t")
TRY(pass_far, "li a1, 32\n\ttail server_sum\n\t")
TRY(load_far_by_capability, GET_DDC(t0) CSETADDR(t0, t0, a0) LW_CAP(a0, t0))
TRY(load_code, GET_PCC(t0) LW_CAP(a0, t0))
TRY(load_import, A_CALL(t1) LW_CAP(a0, t1))
TRY(load_switcher, CODE(t1, 0) LW_CAP(a0, t1))
TRY(jump_far, "jr a0\n\t")
TRY(jump_far_by_capability, GET_PCC(t0) CSETADDR(t0, t0, a0) CJALR(zero, t0))
TRY(jump_to_data, GET_DDC(t0) CJALR(zero, t0))
TRY(jump_to_switcher, CODE(t1, 0) CGETADDR(t1, t1) "jr t1\n\t")
TRY(jump_to_switcher_sealed, CODE(t1, 0) CJALR(ra, t1))
TRY(jump_to_gate_switcher_sealed, CODE(t1, 1) CJALR(ra, t1))
TRY(call_by_gate, CODE(t1, 0) A_GATE(t6) CINVOKE(t1, t6))
TRY(call_by_return, CODE(t1, 0) A_RETURN(t6) CINVOKE(t1, t6))
TRY(gate_by_call, CODE(t1, 1) A_CALL(t6) CINVOKE(t1, t6))
TRY(gate_by_return, CODE(t1, 1) A_RETURN(t6) CINVOKE(t1, t6))
TRY(return_by_call, CODE(t1, 2) A_CALL(t6) CINVOKE(t1, t6))
TRY(return_by_gate, CODE(t1, 2) A_GATE(t6) CINVOKE(t1, t6))
TRY(call_by_yield, CODE(t1, 0) A_YIELD(t6) CINVOKE(t1, t6))
TRY(gate_by_yield, CODE(t1, 1) A_YIELD(t6) CINVOKE(t1, t6))
TRY(return_by_yield, CODE(t1, 2) A_YIELD(t6) CINVOKE(t1, t6))
TRY(yield_by_call, CODE(t1, 3) A_CALL(t6) CINVOKE(t1, t6))
TRY(yield_by_gate, CODE(t1, 3) A_GATE(t6) CINVOKE(t1, t6))
TRY(yield_by_return, CODE(t1, 3) A_RETURN(t6) CINVOKE(t1, t6))
TRY(data_with_data, A_CALL(t1) OTHER_CALL(t6) CINVOKE(t1, t6))
TRY(code_with_code, CODE(t1, 0) CODE(t6, 0) CINVOKE(t1, t6))
TRY(call_by_ddc, CODE(t1, 0) GET_DDC(t6) CINVOKE(t1, t6))
TRY(call_by_number, CODE(t1, 0) "li t6, 0\n\t" CINVOKE(t1, t6))
TRY(ddc_stored, "addi sp, sp, -16\n\t" GET_DDC(t0) CSC(t0, 0, sp) "addi sp, sp, 16\n\t")
TRY(pcc_stored, "addi sp, sp, -16\n\t" GET_PCC(t0) CSC(t0, 0, sp) "addi sp, sp, 16\n\t")
TRY(link_stored, "addi sp, sp, -16\n\tlla t0, 1f\n\t" GET_PCC(t1) CSETADDR(t1, t1, t0) CJALR(t2, t1)
    "1:\t" CSC(t2, 0, sp) "addi sp, sp, 16\n\t")
TRY(import_stored, "addi sp, sp, -16\n\t" A_CALL(t1) CSC(t1, 0, sp) "addi sp, sp, 16\n\t")
TRY(import_stored_back, "lla t0, bulkhead_import_k_sem_give\n\t" CLC(t1, 0, t0) CSC(t1, 0, t0))
TRY(number_stored, "addi sp, sp, -16\n\t" "li t1, 5\n\t" CSC(t1, 0, sp) "lw a0, 0(sp)\n\taddi sp, sp, 16\n\t")

/* What is harmless. */
TRY(read_cycle, "rdcycle a0\n\tnop\n\trdcycle t0\n\tsub a0, t0, a0\n\t")
TRY(read_time, "rdtime a0\n\t")
TRY(read_instret, "rdinstret a0\n\tnop\n\trdinstret t0\n\tsub a0, t0, a0\n\t")
TRY(read_high, "rdcycleh a0\n\trdtimeh a0\n\trdinstreth a0\n\tli a0, 1\n\t")
TRY(wait_for_interrupt, "wfi\n\tli a0, 1\n\t")
TRY(fences, "fence\n\tfence.i\n\tli a0, 1\n\t")

/* Without DDC, or with a weak one, which is kept in t2 meanwhile. a0 = how many times 100 instructions. */
#define CLEAR_DDC ".insn r 0x5b, 0, 0x7f, x1, x0, x14\n\t" /* CClear, quarter 0, register 0 */
#define WEAK_DDC(scratch, cd) "li " #scratch ", 0x1c\n\t" GET_DDC(cd) CANDPERM(cd, cd, scratch) SET_DDC(cd)
#define SPIN "1:\taddi a0, a0, -1\n\tbgez a0, 1b\n\t"
TRY(interrupted_without_ddc, GET_DDC(t2) CLEAR_DDC SPIN GET_DDC(t1) CGETTAG(a0, t1) SET_DDC(t2))
TRY(interrupted_with_weak_ddc, GET_DDC(t2) WEAK_DDC(t1, t4) SPIN GET_DDC(t1) CSEQX(a0, t1, t4) SET_DDC(t2))
TRY(interrupted_with_wild_stack,
    "mv t3, sp\n\tmv t4, tp\n\tmv t5, gp\n\tmv t6, ra\n\tli sp, -16\n\tli tp, 4\n\tli gp, -1\n\t"
    "li ra, 1\n\t" SPIN "addi a0, sp, 17\n\tmv sp, t3\n\tmv tp, t4\n\tmv gp, t5\n\tmv ra, t6\n\t")
TRY(fault_without_ddc, CLEAR_DDC "lw a0, 0(sp)\n\t")
TRY(fault_with_wild_stack, "li sp, -16\n\tlw a0, 0(sp)\n\t")
TRY(fault_by_ecall_without_ddc, CLEAR_DDC "ecall\n\t")
TRY(call_with_weak_ddc, "addi sp, sp, -16\n\tsw ra, 0(sp)\n\t" CODE(t1, 0) A_CALL(t6) WEAK_DDC(t2, t4)
    "lla a0, own_sem\n\tlla ra, 1f\n\t"
    CINVOKE(t1, t6) "1:\t" GET_DDC(t1) CGETPERM(a0, t1) "lw ra, 0(sp)\n\taddi sp, sp, 16\n\t")
TRY(call_without_ddc, CODE(t1, 0) A_CALL(t6) "lla a0, own_sem\n\tlla ra, 1f\n\t" CLEAR_DDC CINVOKE(t1, t6)
    "1:\t" "lw a0, 0(sp)\n\t")
TRY(call_with_wild_registers, CODE(t1, 0) A_CALL(t6)
    "lla a0, own_sem\n\tli ra, -2\n\tli sp, 4\n\tli tp, -1\n\t" CINVOKE(t1, t6))
TRY(call_returns_into_kernel, "mv ra, a0\n\t" CODE(t1, 0) A_CALL(t6) "lla a0, own_sem\n\t" CINVOKE(t1, t6))
TRY(gate_without_ddc, CODE(t1, 1) A_GATE(t6) "li a0, 1\n\tli a1, 2\n\tli a2, 3\n\tli a3, 4\n\tlla ra, 1f\n\t" CLEAR_DDC
    CINVOKE(t1, t6) "1:\t" "lw a0, 0(sp)\n\t")
TRY(gate_returns_into_kernel, "mv ra, a0\n\t" CODE(t1, 1) A_GATE(t6) CINVOKE(t1, t6))
TRY(gate_with_wild_registers, CODE(t1, 1) A_GATE(t6) "li ra, -2\n\tli sp, 4\n\tli tp, -1\n\t" CINVOKE(t1, t6))
TRY(return_without_ddc, CODE(t1, 2) A_RETURN(t6)
    "li a0, 77\n\tli sp, 0\n\tli tp, 0\n\tli ra, 0\n\t" CLEAR_DDC CINVOKE(t1, t6))

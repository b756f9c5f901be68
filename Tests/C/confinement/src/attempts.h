/*
 * What is tried with a0 and a1, once: by a compartment, where it ends as is said here, and where something is to be
 * had of it by code with privileges, so that it is known to be an instruction and not a mistake. The result is a0.
 *
 * SYSTEM: with privileges it works, and changes nothing. LOST: it is tried only without. OWN: refused to anybody.
 */
#define CSR_READ(name) SYSTEM(read_##name, "csrr a0, " #name "\n\t", "use of a system register")
/* A write, by the rules of the instruction, which sets no bit. */
#define CSR_WRITE(name) SYSTEM(write_##name, "li a0, 0\n\tcsrs " #name ", a0\n\t", "use of a system register")
#define CSR(name) CSR_READ(name) CSR_WRITE(name)
CSR(mstatus) CSR(mie) CSR(mtvec) CSR(mepc) CSR(mscratch) CSR(mcause) CSR(mtval) CSR(mip)
CSR(pmpcfg0) CSR(pmpcfg3) CSR(pmpaddr0) CSR(pmpaddr15) CSR(mcycle) CSR(minstret) CSR_READ(misa) CSR_READ(mhartid)
SYSTEM(read_mccsr, "csrr a0, 0xbc0\n\t", "use of a system register")
SYSTEM(write_mccsr, "li a0, 0\n\tcsrs 0xbc0, a0\n\t", "use of a system register")
LOST(set_mstatus, "li a0, 8\n\tcsrc mstatus, a0\n\t", "use of a system register")
LOST(set_mtvec, "csrw mtvec, a0\n\t", "use of a system register")
LOST(set_mepc, "csrw mepc, a0\n\t", "use of a system register")
LOST(set_mie, "csrw mie, zero\n\t", "use of a system register")
LOST(swap_mscratch, "csrrw a0, mscratch, zero\n\t", "use of a system register")
LOST(mret, "mret\n\t", "use of a system register")
SYSTEM(read_mtcc, CSPECIALRW(a0, x28, zero), "use of a system register")
SYSTEM(read_mtdc, CSPECIALRW(a0, x29, zero), "use of a system register")
SYSTEM(read_mscratchc, CSPECIALRW(a0, x30, zero), "use of a system register")
SYSTEM(read_mepcc, CSPECIALRW(a0, x31, zero), "use of a system register")
LOST(write_mtcc, GET_DDC(a0) CSPECIALRW(zero, x28, a0), "use of a system register")
SYSTEM(write_mtdc, GET_DDC(a0) CSPECIALRW(zero, x29, a0), "use of a system register")
LOST(write_mscratchc, GET_DDC(a0) CSPECIALRW(zero, x30, a0), "use of a system register")
LOST(write_mepcc, GET_DDC(a0) CSPECIALRW(zero, x31, a0), "use of a system register")
OWN(read_satp, "csrr a0, satp\n\t", "illegal instruction")
OWN(write_pcc, GET_PCC(a0) CSPECIALRW(zero, x0, a0), "illegal instruction")
LOST(ecall, "ecall\n\t", "environment call")
LOST(ebreak, "ebreak\n\t", "breakpoint")

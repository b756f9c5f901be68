/* What printk makes of its conversions. */
#include <inttypes.h>
#include <zephyr/kernel.h>

int main(void)
{
	printk("%d %i %u %x %X %o %c %s %%\n", -1, 2, 3u, 0xab, 0xAB, 8, 'c', "text");
	printk("[%5d] [%-5d] [%05d] [%+d] [% d]\n", 42, 42, 42, 42, 42);
	printk("[%8s] [%-8s] [%.2s] [%*d]\n", "ab", "ab", "abcdef", 4, 7);
	printk("%#x %08x %hhd %hd %ld %lld %zu %td\n", 255, 255, (signed char)-1, (short)-2, -3L, -4LL,
	       (size_t)5, (ptrdiff_t)6);
	printk("%" PRIu64 " %" PRIx64 "\n", UINT64_MAX, UINT64_C(0x123456789abcdef));
	printk("%p %s\n", (void *)0x1234, (char *)NULL);
	return 0;
}

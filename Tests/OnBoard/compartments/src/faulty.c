int faulty_start(void)
{
	return *(volatile int *)0x10;
}

int faulty_use(void)
{
	return 0;
}

int endless_start(void)
{
	for (;;) {
	}
}

int endless_use(void)
{
	return 0;
}

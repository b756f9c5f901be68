int endless_use(void);

int dependent_start(void)
{
	return endless_use();
}

int dependent_use(void)
{
	return 0;
}

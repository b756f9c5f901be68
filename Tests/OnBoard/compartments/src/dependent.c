int faulty_use(void);

int dependent_start(void)
{
	return faulty_use();
}

int dependent_use(void)
{
	return 0;
}

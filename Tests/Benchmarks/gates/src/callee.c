int nothing(int a, int b, int c, int d)
{
	(void)b, (void)c, (void)d;
	return a;
}

int start_bus(void);
int start_radio(void);

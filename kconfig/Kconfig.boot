menu "Boot and end"

config BOOT_BANNER
	bool "Print a line at boot"
	default y

config BULKHEAD_EXIT_WHEN_DONE
	bool "End the run when nothing can happen any more"
	default y
	help
	  When main has returned, no thread is ready and no timeout is pending, the exit device
	  (chosen kernel,exit) ends the run, so that a run under an emulator comes back to the shell.

config INIT_DEADLINE_MS
	int "Deadline of init functions, milliseconds"
	range 0 65535
	default 10000
	help
	  An init function that has not returned by then is ended, and what depends on it is skipped; 0
	  lets all take as long as they like.

config HAS_INIT_WATCHDOG
	bool

config INIT_WATCHDOG
	bool "A watchdog looks after deadlines, too"
	default y if INIT_DEADLINE_MS > 0
	depends on HAS_INIT_WATCHDOG
	help
	  While init and shutdown functions run, the kernel feeds the watchdog that the devicetree chooses
	  (kernel,init-watchdog). Its interrupt, which nothing masks, ends one that has masked all others
	  with an instruction of its own; one that can only reset has the next boot leave it out. The first
	  wdt_setup takes the watchdog over.

config INIT_DURATIONS
	bool "Measure what init functions take, quickly"
	default y if INIT_DEADLINE_MS != 0
	help
	  The clock's driver has a quicker way to read its counter for it. Without it durations are measured,
	  too, in images with deadlines or policies, but an init function costs more instructions.

config SHUTDOWN
	bool "What comes up can go down"
	default y
	help
	  Without it an image has no shutdown functions: device_deinit and bulkhead_shutdown cannot be
	  called, and the image is smaller.

config KERNEL_INIT_PRIORITY_OBJECTS
	int "Init priority of kernel objects"
	default 30

config KERNEL_INIT_PRIORITY_DEFAULT
	int "Default init priority"
	default 40

config KERNEL_INIT_PRIORITY_DEVICE
	int "Init priority of devices"
	default 50

config APPLICATION_INIT_PRIORITY
	int "Init priority of applications"
	default 90

endmenu

/* errno and its texts. Only the numbers that this system returns have texts of their own. */
#include <errno.h>
#include <port/self.h>
#include <stddef.h>
#include <string.h>
#include <zephyr/kernel.h>

int *z_errno(void)
{
#if defined(CONFIG_USERSPACE)
	struct bulkhead_self *self = port_self();

	if (self != NULL) {
		return &self->errno_value;
	}
#endif
	return (int *)&k_current_get()->errno_value;
}

char *strerror(int error)
{
	static const struct {
		int error;
		const char *text;
	} texts[] = {
		{0, "no error"},
		{EPERM, "not permitted"},
		{ENOENT, "no such thing"},
		{EINTR, "interrupted"},
		{EIO, "input or output failed"},
		{ENXIO, "no such device"},
		{EAGAIN, "not now, try again"},
		{ENOMEM, "out of memory"},
		{EACCES, "access denied"},
		{EFAULT, "bad address"},
		{EBUSY, "busy"},
		{EEXIST, "exists already"},
		{ENODEV, "no such device"},
		{EINVAL, "invalid argument"},
		{ENOSPC, "no space left"},
		{EPIPE, "broken pipe"},
		{EDOM, "outside the domain"},
		{ERANGE, "outside the range"},
		{ENOMSG, "no message"},
		{EDEADLK, "would wait forever"},
		{ENOSYS, "not available"},
		{ENOTSUP, "not supported"},
		{ETIMEDOUT, "timed out"},
		{EINPROGRESS, "in progress"},
		{EALREADY, "already so"},
		{EMSGSIZE, "wrong message size"},
		{EOVERFLOW, "too large a value"},
		{ECANCELED, "cancelled"},
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (texts[i].error == error) {
			return (char *)texts[i].text;
		}
	}
	return (char *)"unknown error";
}

/* Tests of what the kernel does to stacks that are closed: windows.c. */
void a_message_comes_to_a_stack_and_from_one(void **state);
void bytes_of_a_pipe_come_to_a_stack_and_from_one(void **state);
void a_mail_comes_from_a_stack(void **state);
void poll_events_lie_on_a_stack(void **state);
void a_poller_is_ended(void **state);
void who_waits_for_work_lies_in_its_queue(void **state);
void a_timer_lies_on_a_stack(void **state);
void a_handler_writes_to_a_stack(void **state);
void what_the_kernel_is_told_is_on_no_other_stack(void **state);
void what_was_opened_is_closed_again(void **state);
void the_use_of_a_stack_is_measured(void **state);
void nobody_runs_while_stacks_are_open(void **state);

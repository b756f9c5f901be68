/* The devicetree in C: app.overlay's nodes, their values and their devices. */
#include "tests.h"

/* Nodes that only stand there. */
#define DT_DRV_COMPAT vnd_thing

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_node_has_many_names),
		cmocka_unit_test(what_is_there_is_known),
		cmocka_unit_test(values_have_the_type_of_their_form),
		cmocka_unit_test(a_binding_decides_where_a_form_cannot),
		cmocka_unit_test(a_missing_property_has_its_stand_in),
		cmocka_unit_test(references_lead_to_nodes_and_cells),
		cmocka_unit_test(registers_are_found_by_place_and_by_name),
		cmocka_unit_test(interrupts_have_line_and_priority),
		cmocka_unit_test(loops_visit_every_entry_once),
		cmocka_unit_test(a_driver_numbers_its_own_nodes),
		cmocka_unit_test(ordinals_grow_with_what_a_node_needs),
		cmocka_unit_test(partitions_are_found_by_label),
		cmocka_unit_test(a_node_gives_its_device),
		cmocka_unit_test(devices_come_up_behind_what_their_nodes_need),
		cmocka_unit_test(instances_have_their_own_data),
		cmocka_unit_test(registers_are_used_where_they_are),
		cmocka_unit_test(a_node_says_when_its_device_comes_up),
		cmocka_unit_test(a_board_driver_serves_its_node),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

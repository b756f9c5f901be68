/* The tests of this folder, for the group in main.c. */
#ifndef TESTS_H
#define TESTS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zephyr/kernel.h>

void one_node_has_many_names(void **state);
void what_is_there_is_known(void **state);
void values_have_the_type_of_their_form(void **state);
void a_binding_decides_where_a_form_cannot(void **state);
void a_missing_property_has_its_stand_in(void **state);
void references_lead_to_nodes_and_cells(void **state);
void registers_are_found_by_place_and_by_name(void **state);
void interrupts_have_line_and_priority(void **state);
void loops_visit_every_entry_once(void **state);
void a_driver_numbers_its_own_nodes(void **state);
void ordinals_grow_with_what_a_node_needs(void **state);
void partitions_are_found_by_label(void **state);

void a_node_gives_its_device(void **state);
void devices_come_up_behind_what_their_nodes_need(void **state);
void instances_have_their_own_data(void **state);
void registers_are_used_where_they_are(void **state);
void a_node_says_when_its_device_comes_up(void **state);
void a_board_driver_serves_its_node(void **state);

#endif

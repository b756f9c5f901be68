/* Which application images a boot image refuses, and why: bulkhead_check_image. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <bulkhead/handoff.h>
#include <bulkhead/sha256.h>
#include <cmocka.h>
#include <zephyr/kernel.h>

#define HEADER_SIZE 128
#define IMAGE_SIZE 64

/* With room behind the image. */
static __aligned(128) uint8_t slot[HEADER_SIZE + IMAGE_SIZE + 64];
static struct bulkhead_image_header *const header = (struct bulkhead_image_header *)slot;
static uint32_t *const image = (uint32_t *)(slot + HEADER_SIZE);

static void sign(void)
{
	size_t digested = offsetof(struct bulkhead_image_header, digest);
	struct bulkhead_sha256 sha;

	bulkhead_sha256_init(&sha);
	bulkhead_sha256_update(&sha, slot, digested);
	bulkhead_sha256_update(&sha, slot + sizeof(*header),
			       HEADER_SIZE + IMAGE_SIZE - sizeof(*header));
	bulkhead_sha256_finish(&sha, header->digest);
}

/* An image that is good; a vector table comes first. */
static int packed(void **state)
{
	memset(slot, 0xff, sizeof(slot));
	memset(image, 0x55, IMAGE_SIZE);
	image[0] = 0x20001000;
	image[1] = (uint32_t)(uintptr_t)image + 33;
	*header = (struct bulkhead_image_header){
		.magic = BULKHEAD_IMAGE_MAGIC,
		.version = BULKHEAD_IMAGE_VERSION,
		.header_size = HEADER_SIZE,
		.image_size = IMAGE_SIZE,
		.start = (uint32_t)(uintptr_t)image,
	};
	sign();
	return 0;
}

static enum bulkhead_refusal answer(void)
{
	return bulkhead_check_image(slot, sizeof(slot));
}

static void a_whole_image_is_taken(void **state)
{
	assert_int_equal(answer(), BULKHEAD_REFUSAL_NONE);
	assert_int_equal(bulkhead_check_image(slot, HEADER_SIZE + IMAGE_SIZE),
			 BULKHEAD_REFUSAL_NONE);
}

static void a_slot_without_a_header_is_refused(void **state)
{
	memset(slot, 0xff, sizeof(slot));
	assert_int_equal(answer(), BULKHEAD_REFUSAL_MAGIC);
	packed(NULL);
	assert_int_equal(bulkhead_check_image(slot, sizeof(*header) - 1), BULKHEAD_REFUSAL_MAGIC);
}

static void another_version_is_refused(void **state)
{
	header->version++;
	sign();
	assert_int_equal(answer(), BULKHEAD_REFUSAL_VERSION);
}

static void a_header_that_is_none_is_refused(void **state)
{
	header->header_size = sizeof(*header) - 4;
	assert_int_equal(answer(), BULKHEAD_REFUSAL_HEADER);
	header->header_size = HEADER_SIZE + 2;
	assert_int_equal(answer(), BULKHEAD_REFUSAL_HEADER);
	header->header_size = HEADER_SIZE;
	header->reserved[3] = 1;
	assert_int_equal(answer(), BULKHEAD_REFUSAL_HEADER);
}

static void a_length_beyond_the_slot_is_refused(void **state)
{
	static const uint32_t lengths[] = {
		sizeof(slot) - HEADER_SIZE + 1, INT32_MAX, 0x80000000, 0u - HEADER_SIZE, UINT32_MAX,
	};

	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
		header->image_size = lengths[i];
		assert_int_equal(answer(), BULKHEAD_REFUSAL_LENGTH);
	}
	packed(NULL);
	header->header_size = sizeof(slot) + 4;
	assert_int_equal(answer(), BULKHEAD_REFUSAL_LENGTH);
	packed(NULL);
	assert_int_equal(bulkhead_check_image(slot, HEADER_SIZE + IMAGE_SIZE - 1),
			 BULKHEAD_REFUSAL_LENGTH);
}

static void an_empty_image_is_refused(void **state)
{
	header->image_size = 0;
	sign();
	assert_int_equal(answer(), BULKHEAD_REFUSAL_EMPTY);
}

static void an_image_for_another_place_is_refused(void **state)
{
	header->start += 128;
	sign();
	assert_int_equal(answer(), BULKHEAD_REFUSAL_ADDRESS);
}

/* Whatever the bit is of: header, padding, image. */
static void a_single_flipped_bit_is_refused(void **state)
{
	for (size_t bit = 0; bit < 8 * (HEADER_SIZE + IMAGE_SIZE); bit++) {
		slot[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_int_not_equal(answer(), BULKHEAD_REFUSAL_NONE);
		slot[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	assert_int_equal(answer(), BULKHEAD_REFUSAL_NONE);
	slot[HEADER_SIZE + IMAGE_SIZE - 1] ^= 1;
	assert_int_equal(answer(), BULKHEAD_REFUSAL_DIGEST);
}

static void bytes_behind_the_image_do_not_count(void **state)
{
	memset(slot + HEADER_SIZE + IMAGE_SIZE, 0, sizeof(slot) - HEADER_SIZE - IMAGE_SIZE);
	assert_int_equal(answer(), BULKHEAD_REFUSAL_NONE);
}

#if defined(__arm__)
static void a_vector_table_that_leads_elsewhere_is_refused(void **state)
{
	const uint32_t start = header->start;
	const uint32_t vectors[] = {start + 32, start + IMAGE_SIZE + 1, start - 1, 1};

	for (size_t i = 0; i < ARRAY_SIZE(vectors); i++) {
		image[1] = vectors[i];
		sign();
		assert_int_equal(answer(), BULKHEAD_REFUSAL_ENTRY);
	}
	packed(NULL);
}

static void a_stack_pointer_that_is_not_aligned_is_refused(void **state)
{
	image[0] += 4;
	sign();
	assert_int_equal(answer(), BULKHEAD_REFUSAL_STACK);
}

/* Where the header ends at another place than a multiple of 128. */
static void a_vector_table_that_is_not_aligned_is_refused(void **state)
{
	struct bulkhead_sha256 sha;

	header->header_size = HEADER_SIZE - 4;
	header->start -= 4;
	bulkhead_sha256_init(&sha);
	bulkhead_sha256_update(&sha, slot, offsetof(struct bulkhead_image_header, digest));
	bulkhead_sha256_update(&sha, slot + sizeof(*header),
			       HEADER_SIZE - 4 + IMAGE_SIZE - sizeof(*header));
	bulkhead_sha256_finish(&sha, header->digest);
	assert_int_equal(answer(), BULKHEAD_REFUSAL_PLACE);
}
#endif

static void an_image_without_an_application_stays(void **state)
{
	assert_int_equal(bulkhead_hand_over(), BULKHEAD_REFUSAL_NO_SLOT);
}

static void every_refusal_has_words_of_its_own(void **state)
{
	for (int one = BULKHEAD_REFUSAL_NONE; one <= BULKHEAD_REFUSAL_ENTRY; one++) {
		for (int other = BULKHEAD_REFUSAL_NONE; other < one; other++) {
			assert_string_not_equal(bulkhead_refusal_text(one),
						bulkhead_refusal_text(other));
		}
	}
	assert_string_equal(bulkhead_refusal_text(BULKHEAD_REFUSAL_DIGEST), "the digest is wrong");
}

#define TEST(name) cmocka_unit_test_setup(name, packed)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_whole_image_is_taken),
		TEST(a_slot_without_a_header_is_refused),
		TEST(another_version_is_refused),
		TEST(a_header_that_is_none_is_refused),
		TEST(a_length_beyond_the_slot_is_refused),
		TEST(an_empty_image_is_refused),
		TEST(an_image_for_another_place_is_refused),
		TEST(a_single_flipped_bit_is_refused),
		TEST(bytes_behind_the_image_do_not_count),
#if defined(__arm__)
		TEST(a_vector_table_that_leads_elsewhere_is_refused),
		TEST(a_stack_pointer_that_is_not_aligned_is_refused),
		TEST(a_vector_table_that_is_not_aligned_is_refused),
#endif
		TEST(an_image_without_an_application_stays),
		TEST(every_refusal_has_words_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* <bulkhead/sha256.h> against the examples of FIPS 180 and NIST's vectors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <bulkhead/sha256.h>
#include <cmocka.h>
#include <zephyr/kernel.h>

#include "vectors.h"

#define MAX_MESSAGE 1024

static uint8_t message[MAX_MESSAGE];

static size_t unhex(const char *text, uint8_t *bytes)
{
	size_t size = strlen(text) / 2;

	for (size_t i = 0; i < 2 * size; i++) {
		uint8_t digit = (uint8_t)(text[i] <= '9' ? text[i] - '0' : text[i] - 'a' + 10);

		bytes[i / 2] = (uint8_t)(bytes[i / 2] << 4 | digit);
	}
	return size;
}

static void assert_digest(const struct bulkhead_sha256 *sha, const char *expected)
{
	uint8_t digest[BULKHEAD_SHA256_SIZE], wanted[BULKHEAD_SHA256_SIZE];

	unhex(expected, wanted);
	bulkhead_sha256_finish(sha, digest);
	assert_memory_equal(digest, wanted, sizeof(digest));
}

static void assert_digest_of(const void *bytes, size_t count, const char *expected)
{
	struct bulkhead_sha256 sha;

	bulkhead_sha256_init(&sha);
	bulkhead_sha256_update(&sha, bytes, count);
	assert_digest(&sha, expected);
}

/* FIPS 180-2, appendix B. */
static void the_standards_examples(void **state)
{
	static const char long_one[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
	struct bulkhead_sha256 sha;

	assert_digest_of("abc", 3,
			 "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_digest_of(long_one, strlen(long_one),
			 "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	memset(message, 'a', 1000);
	bulkhead_sha256_init(&sha);
	for (int i = 0; i < 1000; i++) {
		bulkhead_sha256_update(&sha, message, 1000);
	}
	assert_digest(&sha, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void check(const struct vector *vectors, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		assert_in_range(strlen(vectors[i].message), 0, 2 * MAX_MESSAGE);
		assert_digest_of(message, unhex(vectors[i].message, message), vectors[i].digest);
	}
}

static void short_messages_have_their_digests(void **state)
{
	check(short_messages, ARRAY_SIZE(short_messages));
}

static void long_messages_have_their_digests(void **state)
{
	check(long_messages, ARRAY_SIZE(long_messages));
}

/* Each digest is that of the three before it (SHAVS, section 6.4); on boards the first 5000. */
static void a_chain_of_digests_arrives_where_it_should(void **state)
{
	size_t count = IS_ENABLED(CONFIG_HOST) ? ARRAY_SIZE(monte_carlo) : 5;
	uint8_t last[3][BULKHEAD_SHA256_SIZE], wanted[BULKHEAD_SHA256_SIZE];
	struct bulkhead_sha256 sha;

	unhex(monte_carlo_seed, last[2]);
	for (size_t i = 0; i < count; i++) {
		memcpy(last[0], last[2], sizeof(last[0]));
		memcpy(last[1], last[2], sizeof(last[1]));
		for (int round = 0; round < 1000; round++) {
			bulkhead_sha256_init(&sha);
			bulkhead_sha256_update(&sha, last, sizeof(last));
			memmove(last[0], last[1], 2 * sizeof(last[0]));
			bulkhead_sha256_finish(&sha, last[2]);
		}
		unhex(monte_carlo[i], wanted);
		assert_memory_equal(last[2], wanted, sizeof(wanted));
	}
}

static void pieces_make_no_difference(void **state)
{
	const struct vector *vector = &long_messages[0];
	size_t count = unhex(vector->message, message);

	for (size_t piece = 1; piece <= count; piece++) {
		struct bulkhead_sha256 sha;

		bulkhead_sha256_init(&sha);
		bulkhead_sha256_update(&sha, message, 0);
		for (size_t at = 0; at < count; at += piece) {
			bulkhead_sha256_update(&sha, message + at, MIN(piece, count - at));
		}
		assert_digest(&sha, vector->digest);
	}
}

static void a_digest_goes_on_after_its_value_was_asked_for(void **state)
{
	struct bulkhead_sha256 sha;

	bulkhead_sha256_init(&sha);
	assert_digest(&sha, short_messages[0].digest);
	bulkhead_sha256_update(&sha, "abc", 3);
	assert_digest(&sha, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_standards_examples),
		cmocka_unit_test(short_messages_have_their_digests),
		cmocka_unit_test(long_messages_have_their_digests),
		cmocka_unit_test(a_chain_of_digests_arrives_where_it_should),
		cmocka_unit_test(pieces_make_no_difference),
		cmocka_unit_test(a_digest_goes_on_after_its_value_was_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

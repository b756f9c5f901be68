// The simplest way to divide memory into stacks: a number of slots that are all the same.

/// A stack allocator of `capacity` slots, as large as the total allows and equal.
///
/// Size classes of which there is one; so every operation takes constant time.
public typealias StaticPool<let capacity: Int> = SizeClasses<1, capacity>

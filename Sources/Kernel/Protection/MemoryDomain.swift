// Memory domains: partitions that several threads without privileges reach. What a domain has is copied to
// each of its threads when it changes, so that a switch has nothing to look up.

import CBulkhead
import KernelCore

/// A domain, by reference.
///
/// Safety: the record is the application's, and lives as long as threads are in it.
@safe
public struct MemoryDomain: Equatable {
  let record: UnsafeMutablePointer<DomainRecord>

  public init(_ record: UnsafeMutablePointer<DomainRecord>) { unsafe self.record = record }

  public static func == (one: MemoryDomain, other: MemoryDomain) -> Bool {
    unsafe one.record == other.record
  }

  private static var places: Range<Int> { 0..<RegionWords.partitions }

  private subscript(_ place: Int) -> PartitionRecord {
    get {
      unsafe withUnsafePointer(to: &record.pointee.partitions) {
        unsafe UnsafeRawPointer($0).assumingMemoryBound(to: PartitionRecord.self)[place]
      }
    }
    nonmutating set {
      unsafe withUnsafeMutablePointer(to: &record.pointee.partitions) {
        unsafe UnsafeMutableRawPointer($0).assumingMemoryBound(to: PartitionRecord.self)[place] =
          newValue
      }
    }
  }

  public func prepare() { unsafe record.initialize(to: DomainRecord()) }

  /// Adds a partition, for all threads that are in the domain; busy: it has all that it can have.
  ///
  /// Any context, with privileges.
  public func add(_ partition: PartitionRecord) -> Outcome {
    let key = Port.mask()
    defer { Port.unmask(key) }
    guard let range = partition.range, RegionWords.canCover(range, partition.access) else {
      return .invalid
    }
    var free: Int?
    for place in MemoryDomain.places {
      guard let other = self[place].range else {
        // One of its threads may reach another's stack by that region.
        if free == nil, !users(where: { $0.isShare(place &+ 1) }) { free = place }
        continue
      }
      if other.overlaps(range) { return .invalid }
    }
    if users(where: { $0.ownStack?.overlaps(range) ?? false }) { return .invalid }
    guard let free else { return .busy }
    self[free] = partition
    unsafe record.pointee.admit = { domain, user in
      unsafe MemoryDomain(domain).admit(User(user))
    }
    unsafe record.pointee.num_partitions &+= 1
    apply(free)
    return .done
  }

  /// Takes a partition back, at once; false if the domain does not have it.
  public func remove(_ partition: PartitionRecord) -> Bool {
    let key = Port.mask()
    defer { Port.unmask(key) }
    for place in MemoryDomain.places where partition.size != 0 {
      let own = self[place]
      guard own.start == partition.start, own.size == partition.size else { continue }
      self[place] = PartitionRecord()
      unsafe record.pointee.num_partitions &-= 1
      apply(place)
      return true
    }
    return false
  }

  /// Moves a thread into this domain.
  public func add(_ thread: Thread) -> Outcome {
    let key = Port.mask()
    defer { Port.unmask(key) }
    if let user = thread.home {
      if let stack = user.ownStack,
        MemoryDomain.places.contains(where: { self[$0].range?.overlaps(stack) ?? false })
      {
        return .invalid
      }
      for place in MemoryDomain.places where self[place].range != nil {
        if user.isShare(place &+ 1) { return .busy }
      }
      unsafe thread.fields.domain = record
      for place in MemoryDomain.places { apply(place, to: user) }
      user.loadReduced()
    } else {
      unsafe thread.fields.domain = record
    }
    return .done
  }

  /// Lets a thread that begins without privileges reach what is in its domain.
  func admit(_ user: User) {
    for place in MemoryDomain.places { apply(place, to: user) }
  }

  private func apply(_ place: Int) {
    _ = users {
      apply(place, to: $0)
      $0.loadReduced()
      return false
    }
  }

  private func apply(_ place: Int, to user: User) {
    if user.isShare(place &+ 1) { return }
    let partition = self[place]
    if let range = partition.range, user.reach(range, partition.access, as: place &+ 1) { return }
    user.giveUp(place &+ 1)
  }

  /// Whether something holds of one of the threads of the domain that have a record.
  private func users(where isTrue: (User) -> Bool) -> Bool {
    for index in 0..<bulkhead_user_count {
      let user = User(index: index)
      guard let thread = user.owner, thread.domain == self else { continue }
      if isTrue(user) { return true }
    }
    return false
  }
}

extension PartitionRecord {
  /// Nil if it has no bytes, or goes beyond the end of memory.
  var range: AddressRange? {
    guard let start = UInt32(exactly: start), let size = UInt32(exactly: size) else { return nil }
    return AddressRange(base: start, size: size)
  }

  /// The attributes are the access without privileges, bit for bit.
  var access: Access { Access(rawValue: UInt8(truncatingIfNeeded: attr & 7)) }
}

extension Thread {
  /// The domain that it is in.
  var domain: MemoryDomain {
    unsafe MemoryDomain(fields.domain ?? bulkhead_default_domain())
  }
}

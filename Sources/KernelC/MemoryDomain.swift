// bulkhead/memory_domain.h

import CBulkhead
import Kernel

@c @implementation
public func k_mem_domain_init(
  _ domain: UnsafeMutablePointer<DomainRecord>, _ count: UInt8,
  _ partitions: UnsafeMutablePointer<UnsafeMutablePointer<PartitionRecord>?>?
) -> Int32 {
  let made = unsafe MemoryDomain(domain)
  made.prepare()
  guard let partitions = unsafe partitions else { return count == 0 ? 0 : Errno.invalid }
  for index in 0..<Int(count) {
    if unsafe k_mem_domain_add_partition(domain, partitions[index]) != 0 {
      made.prepare()
      return Errno.invalid
    }
  }
  return 0
}

@c @implementation
public func k_mem_domain_add_partition(
  _ domain: UnsafeMutablePointer<DomainRecord>, _ partition: UnsafeMutablePointer<PartitionRecord>?
) -> Int32 {
  guard let partition = unsafe partition else { return Errno.invalid }
  return unsafe MemoryDomain(domain).add(partition.pointee).errno(busy: Errno.noSpace)
}

@c @implementation
public func k_mem_domain_remove_partition(
  _ domain: UnsafeMutablePointer<DomainRecord>, _ partition: UnsafeMutablePointer<PartitionRecord>?
) -> Int32 {
  guard let partition = unsafe partition, unsafe MemoryDomain(domain).remove(partition.pointee)
  else { return Errno.absent }
  return 0
}

@c @implementation
public func k_mem_domain_add_thread(
  _ domain: UnsafeMutablePointer<DomainRecord>, _ thread: UnsafeMutablePointer<ThreadRecord>
) -> Int32 {
  unsafe MemoryDomain(domain).add(Thread(thread)).errno()
}

// bulkhead/sha256.h

import CBulkhead
import KernelCore

/// The digest in its caller's memory.
@unsafe
private func digest(_ sha: UnsafeMutablePointer<bulkhead_sha256>) -> UnsafeMutablePointer<SHA256> {
  precondition(MemoryLayout<SHA256>.size <= MemoryLayout<bulkhead_sha256>.size)
  // Safety: the caller's structure is large enough, and aligned to 8.
  return unsafe UnsafeMutableRawPointer(sha).assumingMemoryBound(to: SHA256.self)
}

@c @implementation
public func bulkhead_sha256_init(_ sha: UnsafeMutablePointer<bulkhead_sha256>) {
  unsafe digest(sha).initialize(to: SHA256())
}

@c @implementation
public func bulkhead_sha256_update(
  _ sha: UnsafeMutablePointer<bulkhead_sha256>, _ bytes: UnsafeRawPointer?, _ count: Int
) {
  let start = unsafe bytes?.assumingMemoryBound(to: UInt8.self)
  unsafe digest(sha).pointee.update(UnsafeBufferPointer(start: start, count: count).span)
}

@c @implementation
public func bulkhead_sha256_finish(
  _ sha: UnsafePointer<bulkhead_sha256>, _ result: UnsafeMutablePointer<UInt8>
) {
  let bytes = unsafe digest(UnsafeMutablePointer(mutating: sha)).pointee.finish()
  for index in bytes.indices { unsafe result[index] = bytes[index] }
}

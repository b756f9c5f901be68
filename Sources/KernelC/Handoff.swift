// bulkhead/handoff.h

import CBulkhead
import Kernel
import KernelCore

extension bulkhead_refusal {
  fileprivate init(_ refusal: ImageRefusal) { self.init(rawValue: refusal.rawValue) }
}

@c @implementation
public func bulkhead_check_image(_ slot: UnsafeRawPointer, _ size: Int) -> bulkhead_refusal {
  do {
    unsafe try checkImage(slot, size)
    return BULKHEAD_REFUSAL_NONE
  } catch {
    return bulkhead_refusal(error)
  }
}

@c @implementation
public func bulkhead_hand_over() -> bulkhead_refusal { bulkhead_refusal(handOver()) }

@c @implementation
public func bulkhead_refusal_text(_ refusal: bulkhead_refusal) -> UnsafePointer<CChar> {
  let text: StaticString =
    switch ImageRefusal(rawValue: refusal.rawValue) {
    case nil: "it is not refused"
    case .noSlot: "there is no slot"
    case .magic: "the slot does not begin with an image's header"
    case .version: "the header is of another version"
    case .header: "the header is not as it should be"
    case .length: "the image is longer than the slot"
    case .empty: "the image is empty"
    case .address: "the image is for another address"
    case .digest: "the digest is wrong"
    case .place: "the image does not begin where code or a vector table may"
    case .stack: "the initial stack pointer is not a multiple of 8"
    case .entry: "the first instruction is outside the image"
    }
  // Safety: a static string ends with 0.
  return unsafe UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
}

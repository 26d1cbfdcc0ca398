;; The Viterbi algorithm of a syndrome-trellis code (T. Filler, J. Judas, J. Fridrich, "Minimizing additive distortion in
;; steganography using syndrome-trellis codes", IEEE TIFS 2011, section IV), 8 states at a time.
;; `node scripts/assemble.mjs` makes viterbi-module.ts of this file.
;;
;; A state holds the `height` bits of the syndrome that samples may still change, that of the block's own message bit lowest.
;; A sample is kept, free of charge, or flipped at its cost, which turns state s into s ^ column. Between two blocks the states
;; whose lowest bit is not the message bit are dropped, and the others move down by one bit.
;;
;; Metrics are unsigned 16-bit numbers, 65535 meaning "cannot be reached": sums saturate there, and it stays when the least
;; metric is subtracted from all. Column bits 0 and height - 1 are set, and two things follow from the higher one:
;;
;; - s and s ^ column lie in different halves of the states, so a pair of vectors is updated in place.
;; - The upper half cannot be reached where a block starts. So the block's first sample was flipped just where the state is in
;;   the upper half: it needs no comparison and no decision.
;;
;; Within a vector, s ^ column exchanges lanes. Only the upper vector of a pair is turned, and not turned back: lane i of an
;; upper vector holds the state whose low 3 bits are i ^ (column & 7), for the column of the sample before.
;;
;; Memory: two buffers of metrics from 0 on, 2 << height bytes each; then, where the caller says:
;;   message    a byte for each bit
;;   ends       u32 for each block: the sample behind its last
;;   branches   u32 for each sample: column | cost << 16. Costs are at most 32767: the least metric of a block and a cost of its
;;              first sample then stay below 65535, so that a way through always remains.
;;   decisions  for each sample 2^height bits, set where a state is better kept: for pair p of vectors, byte 2p for the lower
;;              states and byte 2p + 1 for those that they change places with.
;;   flips      a byte for each sample
(module
  (memory (export "memory") 1)

  ;; Fills the decisions. Returns the best last state: the message has ended, so that all but its lowest bit are free.
  (func (export "forward")
    (param $height i32) (param $blocks i32) (param $message i32) (param $ends i32) (param $branches i32)
    (param $decisions i32)
    (result i32)
    (local $size i32) (local $half i32) (local $from i32) (local $to i32) (local $limit i32)
    (local $block i32) (local $bit i32) (local $sample i32) (local $end i32) (local $branch i32)
    (local $read i32) (local $at i32) (local $across i32) (local $far i32) (local $turn i32) (local $turned i32)
    (local $state i32) (local $metric i32) (local $best i32) (local $bestState i32)
    (local $cost v128) (local $minimum v128) (local $least v128) (local $kept v128)
    (local $pickLow v128) (local $pickHigh v128) (local $pickLowTurned v128) (local $pickHighTurned v128)
    (local $lanes v128) (local $lower v128) (local $upper v128) (local $newLower v128) (local $newUpper v128)

    (local.set $half (i32.shl (i32.const 1) (local.get $height)))
    (local.set $size (i32.shl (local.get $half) (i32.const 1)))
    ;; A block before the first ends in state 0, with a message bit of 0.
    (memory.fill (i32.const 0) (i32.const 255) (local.get $size))
    (i32.store16 (i32.const 0) (i32.const 0))
    (local.set $to (local.get $size))
    (local.set $sample (local.get $branches))

    (loop $nextBlock
      (local.set $branch (i32.load (local.get $sample)))
      (local.set $cost (i16x8.splat (i32.shr_u (local.get $branch) (i32.const 16))))
      (local.set $far (i32.shl (i32.and (local.get $branch) (i32.const 0xfff8)) (i32.const 1)))
      (local.set $turn (i32.shl (i32.and (local.get $branch) (i32.const 7)) (i32.const 1)))

      ;; Every second state of the last block moves down; flipping the first sample takes it to the upper half.
      (local.set $pickLow (v128.xor
        (v128.const i8x16 0 1 4 5 8 9 12 13 -128 -128 -128 -128 -128 -128 -128 -128)
        (i8x16.splat (i32.shl (local.get $bit) (i32.const 1)))))
      (local.set $pickHigh (v128.xor
        (v128.const i8x16 -128 -128 -128 -128 -128 -128 -128 -128 0 1 4 5 8 9 12 13)
        (i8x16.splat (i32.shl (local.get $bit) (i32.const 1)))))
      (local.set $pickLowTurned (v128.xor (local.get $pickLow) (i8x16.splat (local.get $turned))))
      (local.set $pickHighTurned (v128.xor (local.get $pickHigh) (i8x16.splat (local.get $turned))))
      (local.set $least (v128.const i16x8 -1 -1 -1 -1 -1 -1 -1 -1))
      (local.set $read (local.get $from))
      (local.set $at (local.get $to))
      (local.set $limit (i32.add (local.get $to) (i32.shr_u (local.get $half) (i32.const 1))))
      (loop $nextVector
        (local.set $kept (v128.or
          (i8x16.swizzle (v128.load (local.get $read)) (local.get $pickLow))
          (i8x16.swizzle (v128.load offset=16 (local.get $read)) (local.get $pickHigh))))
        (local.set $kept (v128.or
          (i16x8.sub (local.get $kept) (local.get $minimum))
          (i16x8.eq (local.get $kept) (v128.const i16x8 -1 -1 -1 -1 -1 -1 -1 -1))))
        (local.set $least (i16x8.min_u (local.get $least) (local.get $kept)))
        (v128.store (local.get $at) (local.get $kept))
        (v128.store
          (i32.xor (local.get $at) (local.get $far))
          (i16x8.add_sat_u (local.get $kept) (local.get $cost)))

        (local.set $across (i32.add (local.get $read) (local.get $half)))
        (local.set $kept (v128.or
          (i8x16.swizzle (v128.load (local.get $across)) (local.get $pickLowTurned))
          (i8x16.swizzle (v128.load offset=16 (local.get $across)) (local.get $pickHighTurned))))
        (local.set $kept (v128.or
          (i16x8.sub (local.get $kept) (local.get $minimum))
          (i16x8.eq (local.get $kept) (v128.const i16x8 -1 -1 -1 -1 -1 -1 -1 -1))))
        (local.set $least (i16x8.min_u (local.get $least) (local.get $kept)))
        (local.set $across (i32.add (local.get $at) (i32.shr_u (local.get $half) (i32.const 1))))
        (v128.store (local.get $across) (local.get $kept))
        (v128.store
          (i32.xor (local.get $across) (local.get $far))
          (i16x8.add_sat_u (local.get $kept) (local.get $cost)))

        (local.set $read (i32.add (local.get $read) (i32.const 32)))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br_if $nextVector (i32.lt_u (local.get $at) (local.get $limit))))

      ;; The least of the 8 lanes, in all lanes: subtracted when the block ends.
      (local.set $least (i16x8.min_u (local.get $least)
        (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $least) (local.get $least))))
      (local.set $least (i16x8.min_u (local.get $least)
        (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11 (local.get $least) (local.get $least))))
      (local.set $minimum (i16x8.min_u (local.get $least)
        (i8x16.shuffle 2 3 0 1 6 7 4 5 10 11 8 9 14 15 12 13 (local.get $least) (local.get $least))))

      ;; The other samples: add, compare, select.
      (local.set $end (i32.add (local.get $branches)
        (i32.shl (i32.load (local.get $ends)) (i32.const 2))))
      (local.set $limit (i32.add (local.get $to) (local.get $half)))
      (local.set $decisions (i32.add (local.get $decisions) (i32.shr_u (local.get $half) (i32.const 3))))
      (block $blockDone
        (loop $nextSample
          (local.set $turned (local.get $turn))
          (local.set $sample (i32.add (local.get $sample) (i32.const 4)))
          (br_if $blockDone (i32.ge_u (local.get $sample) (local.get $end)))
          (local.set $branch (i32.load (local.get $sample)))
          (local.set $cost (i16x8.splat (i32.shr_u (local.get $branch) (i32.const 16))))
          (local.set $far (i32.shl (i32.and (local.get $branch) (i32.const 0xfff8)) (i32.const 1)))
          (local.set $turn (i32.shl (i32.and (local.get $branch) (i32.const 7)) (i32.const 1)))
          (local.set $lanes (v128.xor
            (v128.const i8x16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15)
            (i8x16.splat (i32.xor (local.get $turn) (local.get $turned)))))
          (local.set $at (local.get $to))
          (loop $nextPair
            (local.set $across (i32.xor (local.get $at) (local.get $far)))
            (local.set $lower (v128.load (local.get $at)))
            (local.set $upper (i8x16.swizzle (v128.load (local.get $across)) (local.get $lanes)))
            (local.set $newLower
              (i16x8.min_u (local.get $lower) (i16x8.add_sat_u (local.get $upper) (local.get $cost))))
            (local.set $newUpper
              (i16x8.min_u (local.get $upper) (i16x8.add_sat_u (local.get $lower) (local.get $cost))))
            (v128.store (local.get $at) (local.get $newLower))
            (v128.store (local.get $across) (local.get $newUpper))
            (i32.store16 (local.get $decisions) (i8x16.bitmask (i8x16.narrow_i16x8_s
              (i16x8.eq (local.get $lower) (local.get $newLower))
              (i16x8.eq (local.get $upper) (local.get $newUpper)))))
            (local.set $at (i32.add (local.get $at) (i32.const 16)))
            (local.set $decisions (i32.add (local.get $decisions) (i32.const 2)))
            (br_if $nextPair (i32.lt_u (local.get $at) (local.get $limit))))
          (br $nextSample)))

      (local.set $from (local.get $to))
      (local.set $to (i32.xor (local.get $to) (local.get $size)))
      (local.set $bit (i32.load8_u (i32.add (local.get $message) (local.get $block))))
      (local.set $ends (i32.add (local.get $ends) (i32.const 4)))
      (local.set $block (i32.add (local.get $block) (i32.const 1)))
      (br_if $nextBlock (i32.lt_u (local.get $block) (local.get $blocks))))

    (local.set $best (i32.const 65536))
    (local.set $state (local.get $bit))
    (loop $nextState
      (local.set $at (i32.shl (local.get $state) (i32.const 1)))
      (if (i32.ge_u (local.get $at) (local.get $half))
        (then (local.set $at (i32.xor (local.get $at) (local.get $turned)))))
      (local.set $metric (i32.load16_u (i32.add (local.get $from) (local.get $at))))
      (if (i32.lt_u (local.get $metric) (local.get $best))
        (then
          (local.set $best (local.get $metric))
          (local.set $bestState (local.get $state))))
      (local.set $state (i32.add (local.get $state) (i32.const 2)))
      (br_if $nextState (i32.lt_u (local.get $state) (local.get $half))))
    (local.get $bestState))

  ;; Follows the decisions back from the last state and writes which samples are flipped.
  (func (export "trace")
    (param $height i32) (param $blocks i32) (param $message i32) (param $ends i32) (param $branches i32)
    (param $decisions i32) (param $state i32) (param $flips i32)
    (local $topBit i32) (local $sampleShift i32) (local $sample i32) (local $start i32) (local $column i32)
    (local $line i32) (local $lastLine i32) (local $upper i32) (local $lower i32) (local $flip i32)
    (local.set $topBit (i32.sub (local.get $height) (i32.const 1)))
    (local.set $sampleShift (i32.sub (local.get $height) (i32.const 3)))
    (local.set $sample (i32.load (i32.add (local.get $ends)
      (i32.shl (i32.sub (local.get $blocks) (i32.const 1)) (i32.const 2)))))
    (loop $previousBlock
      (local.set $blocks (i32.sub (local.get $blocks) (i32.const 1)))
      (local.set $start (i32.const 0))
      (if (local.get $blocks)
        (then (local.set $start (i32.load (i32.add (local.get $ends)
          (i32.shl (i32.sub (local.get $blocks) (i32.const 1)) (i32.const 2)))))))
      (loop $previousSample
        (local.set $sample (i32.sub (local.get $sample) (i32.const 1)))

        ;; Brings the decisions of 16 samples further back into the cache: each decision says where the next one lies, and
        ;; would be waited for (3.0 ms become 0.3 for 65,536 samples at height 10). Reaches no further than the metrics.
        (local.set $line (i32.add (local.get $decisions)
          (i32.shl (i32.sub (local.get $sample) (i32.const 16)) (local.get $sampleShift))))
        (local.set $lastLine (i32.add (local.get $line) (i32.shl (i32.const 1) (local.get $sampleShift))))
        (loop $nextLine
          (drop (i32.load8_u (local.get $line)))
          (local.set $line (i32.add (local.get $line) (i32.const 64)))
          (br_if $nextLine (i32.lt_u (local.get $line) (local.get $lastLine))))

        (local.set $column (i32.load16_u
          (i32.add (local.get $branches) (i32.shl (local.get $sample) (i32.const 2)))))
        (local.set $upper (i32.shr_u (local.get $state) (local.get $topBit)))
        (if (i32.eq (local.get $sample) (local.get $start))
          (then (local.set $flip (local.get $upper)))
          (else
            (local.set $lower (i32.xor (local.get $state)
              (i32.and (local.get $column) (i32.sub (i32.const 0) (local.get $upper)))))
            (local.set $flip (i32.xor (i32.const 1) (i32.and (i32.const 1) (i32.shr_u
              (i32.load8_u (i32.add
                (i32.add (local.get $decisions) (i32.shl (local.get $sample) (local.get $sampleShift)))
                (i32.add (i32.shl (i32.shr_u (local.get $lower) (i32.const 3)) (i32.const 1)) (local.get $upper))))
              (i32.and (local.get $lower) (i32.const 7))))))))
        (local.set $state (i32.xor (local.get $state)
          (i32.and (local.get $column) (i32.sub (i32.const 0) (local.get $flip)))))
        (i32.store8 (i32.add (local.get $flips) (local.get $sample)) (local.get $flip))
        (br_if $previousSample (i32.gt_u (local.get $sample) (local.get $start))))
      (if (local.get $blocks)
        (then
          (local.set $state (i32.or
            (i32.shl (local.get $state) (i32.const 1))
            (i32.load8_u (i32.add (local.get $message) (i32.sub (local.get $blocks) (i32.const 1))))))
          (br $previousBlock))))))

;; Places in [from, end) at which one byte stands and, $gap bytes behind it, another. A fold of 0x20 takes both cases of an ASCII letter
;; (the byte itself being the small one), 0 takes the byte as it is. Places are written to $out as i32 until $full is reached; there is room for
;; 64 more behind it. Returns the end of what was written; $at says where to go on. Sixty-four bytes at a time: up to 63 bytes behind $end,
;; and $gap more, are read, and places behind $end may be among the last.
;;
;; "fields" writes those of the places only at which the text at [needle, needle + needleSize) stands (the place being $lead bytes behind its
;; beginning) with a colon after it, and then what may pass: where $text is not 0 the bytes at [text, text + textSize); else a number
;; from $lo to $hi, both in billionths, or one that is not written plainly enough to be told. Bytes from $limit on are not looked at: what
;; reaches them may pass.
(module
  (import "held" "memory" (memory 1))
  (global $at (export "at") (mut i32) (i32.const 0))
  (func (export "pairs") (param $from i32) (param $end i32) (param $gap i32) (param $a i32) (param $aFold i32) (param $b i32) (param $bFold i32) (param $out i32) (param $full i32) (result i32)
    (local $va v128) (local $vaFold v128) (local $vb v128) (local $vbFold v128) (local $bits i64) (local $behind i32) (local $m0 v128) (local $m1 v128) (local $m2 v128) (local $m3 v128)
    (local.set $va (i8x16.splat (local.get $a)))
    (local.set $vaFold (i8x16.splat (local.get $aFold)))
    (local.set $vb (i8x16.splat (local.get $b)))
    (local.set $vbFold (i8x16.splat (local.get $bFold)))
    (block $done
      (loop $stretch
        (br_if $done (i32.ge_u (local.get $from) (local.get $end)))
        (br_if $done (i32.ge_u (local.get $out) (local.get $full)))
        (local.set $behind (i32.add (local.get $from) (local.get $gap)))
        (local.set $m0 (v128.and (i8x16.eq (v128.or (v128.load (local.get $from)) (local.get $vaFold)) (local.get $va)) (i8x16.eq (v128.or (v128.load (local.get $behind)) (local.get $vbFold)) (local.get $vb))))
        (local.set $m1 (v128.and (i8x16.eq (v128.or (v128.load offset=16 (local.get $from)) (local.get $vaFold)) (local.get $va)) (i8x16.eq (v128.or (v128.load offset=16 (local.get $behind)) (local.get $vbFold)) (local.get $vb))))
        (local.set $m2 (v128.and (i8x16.eq (v128.or (v128.load offset=32 (local.get $from)) (local.get $vaFold)) (local.get $va)) (i8x16.eq (v128.or (v128.load offset=32 (local.get $behind)) (local.get $vbFold)) (local.get $vb))))
        (local.set $m3 (v128.and (i8x16.eq (v128.or (v128.load offset=48 (local.get $from)) (local.get $vaFold)) (local.get $va)) (i8x16.eq (v128.or (v128.load offset=48 (local.get $behind)) (local.get $vbFold)) (local.get $vb))))
        (block $none
          (br_if $none (i32.eqz (v128.any_true (v128.or (v128.or (local.get $m0) (local.get $m1)) (v128.or (local.get $m2) (local.get $m3))))))
          (local.set $bits (i64.or
            (i64.or (i64.extend_i32_u (i8x16.bitmask (local.get $m0))) (i64.shl (i64.extend_i32_u (i8x16.bitmask (local.get $m1))) (i64.const 16)))
            (i64.or (i64.shl (i64.extend_i32_u (i8x16.bitmask (local.get $m2))) (i64.const 32)) (i64.shl (i64.extend_i32_u (i8x16.bitmask (local.get $m3))) (i64.const 48)))))
          (loop $each
            (i32.store (local.get $out) (i32.add (local.get $from) (i32.wrap_i64 (i64.ctz (local.get $bits)))))
            (local.set $out (i32.add (local.get $out) (i32.const 4)))
            (local.set $bits (i64.and (local.get $bits) (i64.sub (local.get $bits) (i64.const 1))))
            (br_if $each (i64.ne (local.get $bits) (i64.const 0)))))
        (local.set $from (i32.add (local.get $from) (i32.const 64)))
        (br $stretch)))
    (global.set $at (local.get $from))
    (local.get $out))
  (func (export "fields") (param $from i32) (param $end i32) (param $gap i32) (param $a i32) (param $b i32) (param $lead i32) (param $needle i32) (param $needleSize i32) (param $text i32) (param $textSize i32) (param $lo i64) (param $hi i64) (param $limit i32) (param $out i32) (param $full i32) (result i32)
    (local $va v128) (local $vb v128) (local $bits i64) (local $behind i32) (local $m0 v128) (local $m1 v128) (local $m2 v128) (local $m3 v128) (local $place i32) (local $mask i64)
    (local.set $va (i8x16.splat (local.get $a)))
    (local.set $vb (i8x16.splat (local.get $b)))
    (local.set $mask (i64.const -1))
    (if (i32.lt_u (local.get $needleSize) (i32.const 8)) (then (local.set $mask (i64.sub (i64.shl (i64.const 1) (i64.extend_i32_u (i32.shl (local.get $needleSize) (i32.const 3)))) (i64.const 1)))))
    (block $done
      (loop $stretch
        (br_if $done (i32.ge_u (local.get $from) (local.get $end)))
        (br_if $done (i32.ge_u (local.get $out) (local.get $full)))
        (local.set $behind (i32.add (local.get $from) (local.get $gap)))
        (local.set $m0 (v128.and (i8x16.eq (v128.load (local.get $from)) (local.get $va)) (i8x16.eq (v128.load (local.get $behind)) (local.get $vb))))
        (local.set $m1 (v128.and (i8x16.eq (v128.load offset=16 (local.get $from)) (local.get $va)) (i8x16.eq (v128.load offset=16 (local.get $behind)) (local.get $vb))))
        (local.set $m2 (v128.and (i8x16.eq (v128.load offset=32 (local.get $from)) (local.get $va)) (i8x16.eq (v128.load offset=32 (local.get $behind)) (local.get $vb))))
        (local.set $m3 (v128.and (i8x16.eq (v128.load offset=48 (local.get $from)) (local.get $va)) (i8x16.eq (v128.load offset=48 (local.get $behind)) (local.get $vb))))
        (block $none
          (br_if $none (i32.eqz (v128.any_true (v128.or (v128.or (local.get $m0) (local.get $m1)) (v128.or (local.get $m2) (local.get $m3))))))
          (local.set $bits (i64.or
            (i64.or (i64.extend_i32_u (i8x16.bitmask (local.get $m0))) (i64.shl (i64.extend_i32_u (i8x16.bitmask (local.get $m1))) (i64.const 16)))
            (i64.or (i64.shl (i64.extend_i32_u (i8x16.bitmask (local.get $m2))) (i64.const 32)) (i64.shl (i64.extend_i32_u (i8x16.bitmask (local.get $m3))) (i64.const 48)))))
          (loop $each
            (local.set $place (i32.add (local.get $from) (i32.wrap_i64 (i64.ctz (local.get $bits)))))
            (if (call $passes (i32.sub (local.get $place) (local.get $lead)) (local.get $needle) (local.get $needleSize) (local.get $mask) (local.get $text) (local.get $textSize) (local.get $lo) (local.get $hi) (local.get $limit))
              (then
                (i32.store (local.get $out) (local.get $place))
                (local.set $out (i32.add (local.get $out) (i32.const 4)))))
            (local.set $bits (i64.and (local.get $bits) (i64.sub (local.get $bits) (i64.const 1))))
            (br_if $each (i64.ne (local.get $bits) (i64.const 0)))))
        (local.set $from (i32.add (local.get $from) (i32.const 64)))
        (br $stretch)))
    (global.set $at (local.get $from))
    (local.get $out))
  (func $passes (param $at i32) (param $needle i32) (param $needleSize i32) (param $mask i64) (param $text i32) (param $textSize i32) (param $lo i64) (param $hi i64) (param $limit i32) (result i32)
    (local $value i64) (local $byte i32) (local $digits i32) (local $minus i32)
    (if (i32.gt_u (i32.add (local.get $at) (local.get $needleSize)) (local.get $limit)) (then (return (i32.const 1))))
    ;; Of most texts eight bytes are all; the others are found out one by one.
    (if (i64.ne (i64.and (i64.xor (i64.load (local.get $at)) (i64.load (local.get $needle))) (local.get $mask)) (i64.const 0)) (then (return (i32.const 0))))
    (if (i32.gt_u (local.get $needleSize) (i32.const 8))
      (then (if (i32.eqz (call $same (i32.add (local.get $at) (i32.const 8)) (i32.add (local.get $needle) (i32.const 8)) (i32.sub (local.get $needleSize) (i32.const 8)))) (then (return (i32.const 0))))))
    (local.set $at (i32.add (local.get $at) (local.get $needleSize)))
    (if (i32.le_u (i32.load8_u (local.get $at)) (i32.const 0x20)) (then (local.set $at (call $blanks (local.get $at) (local.get $limit)))))
    (if (i32.ge_u (local.get $at) (local.get $limit)) (then (return (i32.const 1))))
    (if (i32.ne (i32.load8_u (local.get $at)) (i32.const 0x3a)) (then (return (i32.const 0))))
    (local.set $at (i32.add (local.get $at) (i32.const 1)))
    (if (i32.le_u (i32.load8_u (local.get $at)) (i32.const 0x20)) (then (local.set $at (call $blanks (local.get $at) (local.get $limit)))))
    (if (local.get $text)
      (then
        (if (i32.gt_u (i32.add (local.get $at) (local.get $textSize)) (local.get $limit)) (then (return (i32.const 1))))
        (return (call $same (local.get $at) (local.get $text) (local.get $textSize)))))
    (if (i32.ge_u (local.get $at) (local.get $limit)) (then (return (i32.const 1))))
    (if (i32.eq (i32.load8_u (local.get $at)) (i32.const 0x2d))
      (then
        (local.set $minus (i32.const 1))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))))
    ;; Digits before the point, nine at most.
    (block $whole
      (loop $digit
        (if (i32.ge_u (local.get $at) (local.get $limit)) (then (return (i32.const 1))))
        (local.set $byte (i32.sub (i32.load8_u (local.get $at)) (i32.const 0x30)))
        (br_if $whole (i32.gt_u (local.get $byte) (i32.const 9)))
        (if (i32.eq (local.get $digits) (i32.const 9)) (then (return (i32.const 1))))
        (local.set $value (i64.add (i64.mul (local.get $value) (i64.const 10)) (i64.extend_i32_u (local.get $byte))))
        (local.set $digits (i32.add (local.get $digits) (i32.const 1)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $digit)))
    ;; No number at all, unless a minus says that one was meant.
    (if (i32.eqz (local.get $digits)) (then (return (local.get $minus))))
    (local.set $digits (i32.const 0))
    (if (i32.eq (local.get $byte) (i32.const -2)) ;; a point
      (then
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (block $fraction
          (loop $digit
            (if (i32.ge_u (local.get $at) (local.get $limit)) (then (return (i32.const 1))))
            (local.set $byte (i32.sub (i32.load8_u (local.get $at)) (i32.const 0x30)))
            (br_if $fraction (i32.gt_u (local.get $byte) (i32.const 9)))
            (if (i32.eq (local.get $digits) (i32.const 9)) (then (return (i32.const 1))))
            (local.set $value (i64.add (i64.mul (local.get $value) (i64.const 10)) (i64.extend_i32_u (local.get $byte))))
            (local.set $digits (i32.add (local.get $digits) (i32.const 1)))
            (local.set $at (i32.add (local.get $at) (i32.const 1)))
            (br $digit)))))
    ;; A comma, a closing bracket or a blank ends it; what has an exponent is for others.
    (local.set $byte (i32.add (local.get $byte) (i32.const 0x30)))
    (if (i32.eqz (i32.or (i32.le_u (local.get $byte) (i32.const 0x20)) (i32.or (i32.eq (local.get $byte) (i32.const 0x2c)) (i32.or (i32.eq (local.get $byte) (i32.const 0x7d)) (i32.eq (local.get $byte) (i32.const 0x5d))))))
      (then (return (i32.const 1))))
    (if (i32.eqz (local.get $digits))
      (then (local.set $value (i64.mul (local.get $value) (i64.const 1000000000))))
      (else
        (block $scaled
          (loop $times
            (br_if $scaled (i32.eq (local.get $digits) (i32.const 9)))
            (local.set $value (i64.mul (local.get $value) (i64.const 10)))
            (local.set $digits (i32.add (local.get $digits) (i32.const 1)))
            (br $times)))))
    (if (local.get $minus) (then (local.set $value (i64.sub (i64.const 0) (local.get $value)))))
    (i32.and (i64.ge_s (local.get $value) (local.get $lo)) (i64.le_s (local.get $value) (local.get $hi))))
  (func $same (param $a i32) (param $b i32) (param $size i32) (result i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $a) (local.get $size)))
    (loop $byte
      (if (i32.ge_u (local.get $a) (local.get $end)) (then (return (i32.const 1))))
      (if (i32.ne (i32.load8_u (local.get $a)) (i32.load8_u (local.get $b))) (then (return (i32.const 0))))
      (local.set $a (i32.add (local.get $a) (i32.const 1)))
      (local.set $b (i32.add (local.get $b) (i32.const 1)))
      (br $byte))
    (unreachable))
  (func $blanks (param $at i32) (param $limit i32) (result i32)
    (block $none
      (loop $blank
        (br_if $none (i32.ge_u (local.get $at) (local.get $limit)))
        (br_if $none (i32.gt_u (i32.load8_u (local.get $at)) (i32.const 0x20)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $blank)))
    (local.get $at)))

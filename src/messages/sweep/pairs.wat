;; Places in [from, end) at which one byte stands and, $gap bytes behind it, another. A fold of 0x20 takes both cases of an ASCII letter
;; (the byte itself being the small one), 0 takes the byte as it is. Places are written to $out as i32 until $full is reached; there is room for
;; 16 more behind it. Returns the end of what was written; $at says where to go on. Sixteen bytes at a time: up to 15 bytes behind $end, and
;; $gap more, are read, and places behind $end may be among the last.
(module
  (memory (export "memory") 34)
  (global $at (export "at") (mut i32) (i32.const 0))
  (func (export "pairs") (param $from i32) (param $end i32) (param $gap i32) (param $a i32) (param $aFold i32) (param $b i32) (param $bFold i32) (param $out i32) (param $full i32) (result i32)
    (local $va v128) (local $vaFold v128) (local $vb v128) (local $vbFold v128) (local $bits i32)
    (local.set $va (i8x16.splat (local.get $a)))
    (local.set $vaFold (i8x16.splat (local.get $aFold)))
    (local.set $vb (i8x16.splat (local.get $b)))
    (local.set $vbFold (i8x16.splat (local.get $bFold)))
    (block $done
      (loop $stretch
        (br_if $done (i32.ge_u (local.get $from) (local.get $end)))
        (br_if $done (i32.ge_u (local.get $out) (local.get $full)))
        (local.set $bits (i8x16.bitmask (v128.and
          (i8x16.eq (v128.or (v128.load (local.get $from)) (local.get $vaFold)) (local.get $va))
          (i8x16.eq (v128.or (v128.load (i32.add (local.get $from) (local.get $gap))) (local.get $vbFold)) (local.get $vb)))))
        (block $none
          (br_if $none (i32.eqz (local.get $bits)))
          (loop $each
            (i32.store (local.get $out) (i32.add (local.get $from) (i32.ctz (local.get $bits))))
            (local.set $out (i32.add (local.get $out) (i32.const 4)))
            (local.set $bits (i32.and (local.get $bits) (i32.sub (local.get $bits) (i32.const 1))))
            (br_if $each (local.get $bits))))
        (local.set $from (i32.add (local.get $from) (i32.const 16)))
        (br $stretch)))
    (global.set $at (local.get $from))
    (local.get $out)))

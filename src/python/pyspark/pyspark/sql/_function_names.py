"""Every function of pyspark.sql.functions 3.3.1, by name."""

NAMES = """
    abs acos acosh add_months aggregate approxCountDistinct approx_count_distinct array array_contains array_distinct array_except
    array_intersect array_join array_max array_min array_position array_remove array_repeat array_sort array_union arrays_overlap
    arrays_zip asc asc_nulls_first asc_nulls_last ascii asin asinh assert_true atan atan2 atanh avg base64 bin bit_length
    bitwiseNOT bitwise_not broadcast bround bucket cbrt ceil coalesce col collect_list collect_set concat concat_ws conv corr cos
    cosh cot count countDistinct count_distinct covar_pop covar_samp crc32 create_map csc cume_dist current_date current_timestamp
    date_add date_format date_sub date_trunc datediff dayofmonth dayofweek dayofyear days decode degrees dense_rank desc
    desc_nulls_first desc_nulls_last element_at encode exists exp explode explode_outer expm1 expr factorial filter first flatten
    floor forall format_number format_string from_csv from_json from_unixtime from_utc_timestamp get_json_object greatest grouping
    grouping_id hash hex hour hours hypot initcap input_file_name instr isnan isnull json_tuple kurtosis lag last last_day lead
    least length levenshtein lit locate log log10 log1p log2 lower lpad ltrim make_date map_concat map_entries map_filter
    map_from_arrays map_from_entries map_keys map_values map_zip_with max max_by md5 mean min min_by minute
    monotonically_increasing_id month months months_between nanvl next_day nth_value ntile octet_length overlay percent_rank
    percentile_approx posexplode posexplode_outer pow product quarter radians raise_error rand randn rank regexp_extract
    regexp_replace repeat reverse rint round row_number rpad rtrim schema_of_csv schema_of_json sec second sentences sequence
    session_window sha1 sha2 shiftLeft shiftRight shiftRightUnsigned shiftleft shiftright shiftrightunsigned shuffle signum sin
    sinh size skewness slice sort_array soundex spark_partition_id split sqrt stddev stddev_pop stddev_samp struct substring
    substring_index sum sumDistinct sum_distinct tan tanh timestamp_seconds toDegrees toRadians to_csv to_date to_json
    to_timestamp to_utc_timestamp transform transform_keys transform_values translate trim trunc udf unbase64 unhex unix_timestamp
    upper var_pop var_samp variance weekofyear when window xxhash64 year years zip_with
""".split()

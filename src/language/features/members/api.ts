/** What PySpark 3.3.1 has, as it was recorded (test/unit/pyspark/api331.json): methods with their parameters. Written by test/unit/language-members.test.ts. */
const CLASSES = {
  Catalog: `
cacheTable(tableName); clearCache(); createExternalTable(tableName, path=None, source=None, schema=None, **options);
createTable(tableName, path=None, source=None, schema=None, description=None, **options); currentDatabase(); databaseExists(dbName); dropGlobalTempView(viewName); dropTempView(viewName);
functionExists(functionName, dbName=None); isCached(tableName); listColumns(tableName, dbName=None); listDatabases(); listFunctions(dbName=None); listTables(dbName=None);
recoverPartitions(tableName); refreshByPath(path); refreshTable(tableName); registerFunction(name, f, returnType=None); setCurrentDatabase(dbName); tableExists(tableName, dbName=None);
uncacheTable(tableName)`,
  Column: `
alias(*alias, **kwargs); asc(); asc_nulls_first(); asc_nulls_last(); astype(dataType); between(lowerBound, upperBound); bitwiseAND(other); bitwiseOR(other); bitwiseXOR(other); cast(dataType);
contains(other); desc(); desc_nulls_first(); desc_nulls_last(); dropFields(*fieldNames); endswith(other); eqNullSafe(other); getField(name); getItem(key); ilike(other); isNotNull(); isNull();
isin(*cols); like(other); name(*alias, **kwargs); otherwise(value); over(window); rlike(other); startswith(other); substr(startPos, length); when(condition, value); withField(fieldName, col)`,
  RuntimeConfig: `
get(key, default=<no value>); isModifiable(key); set(key, value); unset(key)`,
  DataFrame: `
agg(*exprs); alias(alias); approxQuantile(col, probabilities, relativeError); cache(); checkpoint(eager=True); coalesce(numPartitions); colRegex(colName); collect(); columns;
corr(col1, col2, method=None); count(); cov(col1, col2); createGlobalTempView(name); createOrReplaceGlobalTempView(name); createOrReplaceTempView(name); createTempView(name); crossJoin(other);
crosstab(col1, col2); cube(*cols); describe(*cols); distinct(); drop(*cols); dropDuplicates(subset=None); drop_duplicates(subset=None); dropna(how='any', thresh=None, subset=None); dtypes;
exceptAll(other); explain(extended=None, mode=None); fillna(value, subset=None); filter(condition); first(); foreach(f); foreachPartition(f); freqItems(cols, support=None); groupBy(*cols);
groupby(*cols); head(n=None); hint(name, *parameters); inputFiles(); intersect(other); intersectAll(other); isEmpty(); isLocal(); isStreaming; join(other, on=None, how=None); limit(num);
localCheckpoint(eager=True); mapInArrow(func, schema); mapInPandas(func, schema); na; observe(observation, *exprs); orderBy(*cols, **kwargs); pandas_api(index_col=None);
persist(storageLevel=StorageLevel(True, True, False, True, 1)); printSchema(); randomSplit(weights, seed=None); rdd; registerTempTable(name); repartition(numPartitions, *cols);
repartitionByRange(numPartitions, *cols); replace(to_replace, value=<no value>, subset=None); rollup(*cols); sameSemantics(other); sample(withReplacement=None, fraction=None, seed=None);
sampleBy(col, fractions, seed=None); schema; select(*cols); selectExpr(*expr); semanticHash(); show(n=20, truncate=True, vertical=False); sort(*cols, **kwargs);
sortWithinPartitions(*cols, **kwargs); sparkSession; sql_ctx; stat; storageLevel; subtract(other); summary(*statistics); tail(num); take(num); toDF(*cols); toJSON(use_unicode=True);
toLocalIterator(prefetchPartitions=False); toPandas(); to_koalas(index_col=None); to_pandas_on_spark(index_col=None); transform(func, *args, **kwargs); union(other); unionAll(other);
unionByName(other, allowMissingColumns=False); unpersist(blocking=False); where(condition); withColumn(colName, col); withColumnRenamed(existing, new); withColumns(*colsMap);
withMetadata(columnName, metadata); withWatermark(eventTime, delayThreshold); write; writeStream; writeTo(table)`,
  DataFrameNaFunctions: `
drop(how='any', thresh=None, subset=None); fill(value, subset=None); replace(to_replace, value=<no value>, subset=None)`,
  DataFrameStatFunctions: `
approxQuantile(col, probabilities, relativeError); corr(col1, col2, method=None); cov(col1, col2); crosstab(col1, col2); freqItems(cols, support=None); sampleBy(col, fractions, seed=None)`,
  GroupedData: `
agg(*exprs); apply(udf); applyInPandas(func, schema); avg(*cols); cogroup(other); count(); max(*cols); mean(*cols); min(*cols); pivot(pivot_col, values=None); sum(*cols)`,
  DataFrameReader: `
;
csv(path, schema=None, sep=None, encoding=None, quote=None, escape=None, comment=None, header=None, inferSchema=None, ignoreLeadingWhiteSpace=None, ignoreTrailingWhiteSpace=None, nullValue=None, nanValue=None, positiveInf=None, negativeInf=None, dateFormat=None, timestampFormat=None, maxColumns=None, maxCharsPerColumn=None, maxMalformedLogPerPartition=None, mode=None, columnNameOfCorruptRecord=None, multiLine=None, charToEscapeQuoteEscaping=None, samplingRatio=None, enforceSchema=None, emptyValue=None, locale=None, lineSep=None, pathGlobFilter=None, recursiveFileLookup=None, modifiedBefore=None, modifiedAfter=None, unescapedQuoteHandling=None);
format(source); jdbc(url, table, column=None, lowerBound=None, upperBound=None, numPartitions=None, predicates=None, properties=None);
json(path, schema=None, primitivesAsString=None, prefersDecimal=None, allowComments=None, allowUnquotedFieldNames=None, allowSingleQuotes=None, allowNumericLeadingZero=None, allowBackslashEscapingAnyCharacter=None, mode=None, columnNameOfCorruptRecord=None, dateFormat=None, timestampFormat=None, multiLine=None, allowUnquotedControlChars=None, lineSep=None, samplingRatio=None, dropFieldIfAllNull=None, encoding=None, locale=None, pathGlobFilter=None, recursiveFileLookup=None, modifiedBefore=None, modifiedAfter=None, allowNonNumericNumbers=None);
load(path=None, format=None, schema=None, **options); option(key, value); options(**options);
orc(path, mergeSchema=None, pathGlobFilter=None, recursiveFileLookup=None, modifiedBefore=None, modifiedAfter=None); parquet(*paths, **options); schema(schema); table(tableName);
text(paths, wholetext=False, lineSep=None, pathGlobFilter=None, recursiveFileLookup=None, modifiedBefore=None, modifiedAfter=None)`,
  DataFrameWriter: `
bucketBy(numBuckets, col, *cols);
csv(path, mode=None, compression=None, sep=None, quote=None, escape=None, header=None, nullValue=None, escapeQuotes=None, quoteAll=None, dateFormat=None, timestampFormat=None, ignoreLeadingWhiteSpace=None, ignoreTrailingWhiteSpace=None, charToEscapeQuoteEscaping=None, encoding=None, emptyValue=None, lineSep=None);
format(source); insertInto(tableName, overwrite=None); jdbc(url, table, mode=None, properties=None);
json(path, mode=None, compression=None, dateFormat=None, timestampFormat=None, lineSep=None, encoding=None, ignoreNullFields=None); mode(saveMode); option(key, value); options(**options);
orc(path, mode=None, partitionBy=None, compression=None); parquet(path, mode=None, partitionBy=None, compression=None); partitionBy(*cols);
save(path=None, format=None, mode=None, partitionBy=None, **options); saveAsTable(name, format=None, mode=None, partitionBy=None, **options); sortBy(col, *cols);
text(path, compression=None, lineSep=None)`,
  SparkSession: `
Builder; builder; catalog; conf; createDataFrame(data, schema=None, samplingRatio=None, verifySchema=True); getActiveSession(); newSession();
range(start, end=None, step=1, numPartitions=None); read; readStream; sparkContext; sql(sqlQuery, **kwargs); stop(); streams; table(tableName); udf; version`,
  DataStreamReader: `
;
csv(path, schema=None, sep=None, encoding=None, quote=None, escape=None, comment=None, header=None, inferSchema=None, ignoreLeadingWhiteSpace=None, ignoreTrailingWhiteSpace=None, nullValue=None, nanValue=None, positiveInf=None, negativeInf=None, dateFormat=None, timestampFormat=None, maxColumns=None, maxCharsPerColumn=None, maxMalformedLogPerPartition=None, mode=None, columnNameOfCorruptRecord=None, multiLine=None, charToEscapeQuoteEscaping=None, enforceSchema=None, emptyValue=None, locale=None, lineSep=None, pathGlobFilter=None, recursiveFileLookup=None, unescapedQuoteHandling=None);
format(source);
json(path, schema=None, primitivesAsString=None, prefersDecimal=None, allowComments=None, allowUnquotedFieldNames=None, allowSingleQuotes=None, allowNumericLeadingZero=None, allowBackslashEscapingAnyCharacter=None, mode=None, columnNameOfCorruptRecord=None, dateFormat=None, timestampFormat=None, multiLine=None, allowUnquotedControlChars=None, lineSep=None, locale=None, dropFieldIfAllNull=None, encoding=None, pathGlobFilter=None, recursiveFileLookup=None, allowNonNumericNumbers=None);
load(path=None, format=None, schema=None, **options); option(key, value); options(**options); orc(path, mergeSchema=None, pathGlobFilter=None, recursiveFileLookup=None);
parquet(path, mergeSchema=None, pathGlobFilter=None, recursiveFileLookup=None, datetimeRebaseMode=None, int96RebaseMode=None); schema(schema); table(tableName);
text(path, wholetext=False, lineSep=None, pathGlobFilter=None, recursiveFileLookup=None)`,
  DataStreamWriter: `
foreach(f); foreachBatch(func); format(source); option(key, value); options(**options); outputMode(outputMode); partitionBy(*cols); queryName(queryName);
start(path=None, format=None, outputMode=None, partitionBy=None, queryName=None, **options); toTable(tableName, format=None, outputMode=None, partitionBy=None, queryName=None, **options);
trigger(*, processingTime=None, once=None, continuous=None, availableNow=None)`,
  StreamingQuery: `
awaitTermination(timeout=None); exception(); explain(extended=False); id; isActive; lastProgress; name; processAllAvailable(); recentProgress; runId; status; stop()`,
  StreamingQueryManager: `
active; awaitAnyTermination(timeout=None); get(id); resetTerminated()`,
  UDFRegistration: `
register(name, f, returnType=None); registerJavaFunction(name, javaClassName, returnType=None); registerJavaUDAF(name, javaClassName)`,
  Window: `
currentRow; orderBy(*cols); partitionBy(*cols); rangeBetween(start, end); rowsBetween(start, end); unboundedFollowing; unboundedPreceding`,
  WindowSpec: `
orderBy(*cols); partitionBy(*cols); rangeBetween(start, end); rowsBetween(start, end)`,
};
const FUNCTIONS = `
abs(col); acos(col); acosh(col); add_months(start, months); aggregate(col, initialValue, merge, finish=None); approxCountDistinct(col, rsd=None); approx_count_distinct(col, rsd=None);
array(*cols); array_contains(col, value); array_distinct(col); array_except(col1, col2); array_intersect(col1, col2); array_join(col, delimiter, null_replacement=None); array_max(col);
array_min(col); array_position(col, value); array_remove(col, element); array_repeat(col, count); array_sort(col); array_union(col1, col2); arrays_overlap(a1, a2); arrays_zip(*cols); asc(col);
asc_nulls_first(col); asc_nulls_last(col); ascii(col); asin(col); asinh(col); assert_true(col, errMsg=None); atan(col); atan2(col1, col2); atanh(col); avg(col); base64(col); bin(col);
bit_length(col); bitwiseNOT(col); bitwise_not(col); broadcast(df); bround(col, scale=0); bucket(numBuckets, col); cbrt(col); ceil(col); coalesce(*cols); col(col); collect_list(col);
collect_set(col); column(col); concat(*cols); concat_ws(sep, *cols); conv(col, fromBase, toBase); corr(col1, col2); cos(col); cosh(col); cot(col); count(col); countDistinct(col, *cols);
count_distinct(col, *cols); covar_pop(col1, col2); covar_samp(col1, col2); crc32(col); create_map(*cols); csc(col); cume_dist(); current_date(); current_timestamp(); date_add(start, days);
date_format(date, format); date_sub(start, days); date_trunc(format, timestamp); datediff(end, start); dayofmonth(col); dayofweek(col); dayofyear(col); days(col); decode(col, charset);
degrees(col); dense_rank(); desc(col); desc_nulls_first(col); desc_nulls_last(col); element_at(col, extraction); encode(col, charset); exists(col, f); exp(col); explode(col);
explode_outer(col); expm1(col); expr(str); factorial(col); filter(col, f); first(col, ignorenulls=False); flatten(col); floor(col); forall(col, f); format_number(col, d);
format_string(format, *cols); from_csv(col, schema, options=None); from_json(col, schema, options=None); from_unixtime(timestamp, format='yyyy-MM-dd HH:mm:ss');
from_utc_timestamp(timestamp, tz); get_json_object(col, path); greatest(*cols); grouping(col); grouping_id(*cols); hash(*cols); hex(col); hour(col); hours(col); hypot(col1, col2);
initcap(col); input_file_name(); instr(str, substr); isnan(col); isnull(col); json_tuple(col, *fields); kurtosis(col); lag(col, offset=1, default=None); last(col, ignorenulls=False);
last_day(date); lead(col, offset=1, default=None); least(*cols); length(col); levenshtein(left, right); lit(col); locate(substr, str, pos=1); log(arg1, arg2=None); log10(col); log1p(col);
log2(col); lower(col); lpad(col, len, pad); ltrim(col); make_date(year, month, day); map_concat(*cols); map_entries(col); map_filter(col, f); map_from_arrays(col1, col2);
map_from_entries(col); map_keys(col); map_values(col); map_zip_with(col1, col2, f); max(col); max_by(col, ord); md5(col); mean(col); min(col); min_by(col, ord); minute(col);
monotonically_increasing_id(); month(col); months(col); months_between(date1, date2, roundOff=True); nanvl(col1, col2); next_day(date, dayOfWeek); nth_value(col, offset, ignoreNulls=False);
ntile(n); octet_length(col); overlay(src, replace, pos, len=-1); percent_rank(); percentile_approx(col, percentage, accuracy=10000); posexplode(col); posexplode_outer(col); pow(col1, col2);
product(col); quarter(col); radians(col); raise_error(errMsg); rand(seed=None); randn(seed=None); rank(); regexp_extract(str, pattern, idx); regexp_replace(str, pattern, replacement);
repeat(col, n); reverse(col); rint(col); round(col, scale=0); row_number(); rpad(col, len, pad); rtrim(col); schema_of_csv(csv, options=None); schema_of_json(json, options=None); sec(col);
second(col); sentences(string, language=None, country=None); sequence(start, stop, step=None); session_window(timeColumn, gapDuration); sha1(col); sha2(col, numBits); shiftLeft(col, numBits);
shiftRight(col, numBits); shiftRightUnsigned(col, numBits); shiftleft(col, numBits); shiftright(col, numBits); shiftrightunsigned(col, numBits); shuffle(col); signum(col); sin(col); sinh(col);
size(col); skewness(col); slice(x, start, length); sort_array(col, asc=True); soundex(col); spark_partition_id(); split(str, pattern, limit=-1); sqrt(col); stddev(col); stddev_pop(col);
stddev_samp(col); struct(*cols); substring(str, pos, len); substring_index(str, delim, count); sum(col); sumDistinct(col); sum_distinct(col); tan(col); tanh(col); timestamp_seconds(col);
toDegrees(col); toRadians(col); to_csv(col, options=None); to_date(col, format=None); to_json(col, options=None); to_timestamp(col, format=None); to_utc_timestamp(timestamp, tz);
transform(col, f); transform_keys(col, f); transform_values(col, f); translate(srcCol, matching, replace); trim(col); trunc(date, format); udf(f=None, returnType=StringType()); unbase64(col);
unhex(col); unix_timestamp(timestamp=None, format='yyyy-MM-dd HH:mm:ss'); upper(col); var_pop(col); var_samp(col); variance(col); weekofyear(col); when(condition, value);
window(timeColumn, windowDuration, slideDuration=None, startTime=None); xxhash64(*cols); year(col); years(col); zip_with(left, right, f)`;

export type ClassName = keyof typeof CLASSES;
/** `signature` absent: a property. */
export interface Member { name: string; signature?: string }

const read = (text: string): ReadonlyMap<string, Member> => new Map(text.trim().split(/;\s/).map((line) => {
  const at = line.indexOf('('), name = at < 0 ? line : line.slice(0, at);
  return [name, { name, ...(at >= 0 && { signature: line.slice(at) }) }];
}));
const made = new Map<string, ReadonlyMap<string, Member>>();
const once = (key: string, text: string): ReadonlyMap<string, Member> => {
  const found = made.get(key) ?? read(text);
  made.set(key, found);
  return found;
};

export const membersOf = (name: ClassName): ReadonlyMap<string, Member> => once(name, CLASSES[name]);
/** pyspark.sql.functions. */
export const functionMembers = (): ReadonlyMap<string, Member> => once('', FUNCTIONS);

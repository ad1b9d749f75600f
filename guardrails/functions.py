"""The functions that a query may call, by what they are; every other one is refused.

Left out on purpose: what reads files, the network, settings, the catalogue, other statements or the engine's state,
what sleeps or raises, what changes a sequence or a seed, and every macro of the database (it is named by no list).
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from guardrails.names import fold

_TEXT = """
ascii bar base64 bin bit_length char_length character_length chr concat concat_ws contains damerau_levenshtein decode editdist3
encode ends_with format formatreadabledecimalsize formatreadablesize format_bytes from_base64 from_binary from_hex
hamming hex instr jaccard jaro_similarity jaro_winkler_similarity lcase left left_grapheme len length length_grapheme
levenshtein lower lpad ltrim md5 md5_number md5_number_lower md5_number_upper mismatches nfc_normalize octet_length ord
overlay parse_dirname parse_dirpath parse_filename parse_path parse_formatted_bytes position prefix printf regexp_escape regexp_extract
regexp_extract_all regexp_full_match regexp_matches regexp_replace regexp_split_to_array regexp_split_to_table repeat
replace reverse right right_grapheme rpad rtrim sha1 sha256 split split_part starts_with str_split str_split_regex
string_split string_split_regex string_to_array strip_accents strlen strpos substr substring substring_grapheme suffix
to_base to_base64 to_binary to_hex translate trim ucase unbin unhex unicode upper url_decode url_encode like_escape
ilike_escape not_like_escape not_ilike_escape array_to_string icu_sort_key pg_size_pretty initcap text
"""
_NUMBERS = """
abs acos acosh add asin asinh atan atan2 atanh bit_count bit_position bitstring cbrt ceil ceiling cos cosh cot degrees divide even
exp factorial fdiv floor fmod gamma gcd get_bit greatest greatest_common_divisor isfinite isinf isnan lcm least
least_common_multiple lgamma ln log log10 log2 mod multiply nextafter pi pow power radians random round round_even roundbankers
set_bit sign signbit sin sinh sqrt subtract tan tanh trunc uuid uuidv4 uuidv7 gen_random_uuid uuid_extract_timestamp uuid_extract_version
xor equi_width_bins is_histogram_other_bin if ifnull nullif coalesce constant_or_null hash typeof pg_typeof try switch
can_cast_implicitly cast_to_type decimal_division
"""
_DATES = """
age ago century current_date current_localtime current_localtimestamp current_time current_timestamp date date_add date_diff date_part
date_sub date_trunc datediff datepart datesub datetrunc day dayname dayofmonth dayofweek dayofyear days_in_month decade epoch
epoch_ms epoch_ns epoch_us era extract get_current_time get_current_timestamp hour isodow isoyear julian last_day localtime localtimestamp
make_date make_time make_timestamp make_timestamp_ms make_timestamp_ns make_timestamptz microsecond millennium millisecond
minute month monthname nanosecond normalized_interval now quarter second strftime strptime time_bucket timezone timezone_hour
timezone_minute to_centuries to_days to_decades to_hours to_microseconds to_millennia to_milliseconds to_minutes
to_months to_quarters to_seconds to_timestamp to_weeks to_years today transaction_timestamp try_strptime week weekday
weekofyear year yearweek add_months time timestamp
"""
_NESTED = """
aggregate apply array_aggr array_aggregate array_append array_apply array_cat array_concat array_contains
array_cosine_distance array_cosine_similarity array_cross_product array_distance array_distinct array_dot_product
array_extract array_filter array_grade_up array_has array_has_all array_has_any array_indexof array_inner_product
array_intersect array_length array_negative_dot_product array_negative_inner_product array_pop_back array_pop_front
array_position array_prepend array_push_back array_push_front array_reduce array_resize array_reverse array_reverse_sort
array_select array_slice array_sort array_to_json array_transform array_unique array_value array_where array_zip
array_to_string_comma_default cardinality element_at enum_code enum_first enum_last enum_range enum_range_boundary filter flatten from_json
from_json_strict generate_series generate_subscripts grade_up json json_array json_array_length json_contains
json_exists json_extract json_extract_path json_extract_path_text json_extract_string json_insert json_keys json_merge_patch
json_merge_patch_diff json_deep_merge json_normalize json_object json_pretty json_quote json_remove json_replace json_set json_strip_nulls
json_structure json_transform json_transform_strict json_type json_valid json_value list_aggr list_aggregate list_any_value
list_append list_apply list_approx_count_distinct list_avg list_bit_and list_bit_or list_bit_xor list_bool_and
list_bool_or list_cat list_concat list_contains list_cosine_distance list_cosine_similarity list_count list_distance
list_distinct list_dot_product list_element list_entropy list_extract list_filter list_first list_grade_up list_has
list_has_all list_has_any list_histogram list_indexof list_inner_product list_intersect list_kurtosis list_kurtosis_pop
list_last list_mad list_max list_median list_min list_mode list_negative_dot_product list_negative_inner_product
list_pack list_position list_prepend list_product list_reduce list_resize list_reverse list_reverse_sort list_select
list_sem list_skewness list_slice list_sort list_stddev_pop list_stddev_samp list_string_agg list_sum list_transform
list_unique list_value list_var_pop list_var_samp list_where list_zip map map_concat map_contains map_contains_entry
map_contains_value map_entries map_extract map_extract_value map_from_entries map_keys map_values range reduce row
row_to_json struct_concat struct_contains struct_extract struct_extract_at struct_has struct_indexof struct_insert
struct_keys struct_pack struct_position struct_update struct_values to_json union_extract union_tag union_value unnest unpivot_list
explode array_except list_except array_union array struct
"""
_AGGREGATES = """
any_value approx_count_distinct approx_quantile approx_top_k arbitrary arg_max arg_max_null arg_min arg_min_null arg_max_nulls_last
arg_min_nulls_last argmax argmin array_agg avg bit_and bit_or bit_xor bitstring_agg bool_and bool_or corr count count_if
count_star countif covar_pop covar_samp entropy favg first fsum geomean geometric_mean group_concat grouping grouping_id
histogram histogram_exact json_group_array json_group_object json_group_structure kahan_sum kurtosis kurtosis_pop last
list listagg lttb mad max max_by mean median min min_by mode product quantile quantile_cont quantile_disc regr_avgx
regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy reservoir_quantile sem skewness stddev stddev_pop
stddev_samp string_agg sum sumkahan sum_no_overflow var_pop var_samp variance wavg weighted_avg percentile_cont percentile_disc
"""
_WINDOWS = """
cume_dist dense_rank fill first_value lag last_value lead nth_value ntile percent_rank rank rank_dense row_number
"""
_TABLES = "range generate_series unnest explode repeat repeat_row json_each json_tree regexp_split_to_table generate_subscripts"

SCALARS = frozenset(" ".join((_TEXT, _NUMBERS, _DATES, _NESTED, _AGGREGATES, _WINDOWS)).split())
TABLES = frozenset(_TABLES.split())

_CONSTRUCTS = """
And Or Xor Case If Cast TryCast Try Coalesce Nullif Exists Any All Array Struct Map ToMap MapFromEntries Filter Transform
ArrayFilter ArraySize ArrayConcat ArrayConcatAgg ArrayToString ArrayContains ArrayContainsAll ArrayContainedBy ArrayOverlaps
ArrayAgg ArraySlice ArrayDistinct ArrayAppend ArrayPrepend ArrayReverse ArraySort SortArray ArraysZip ArrayFirst ArrayLast
ArrayPosition ArrayRemove ArrayExcept ArrayIntersect ArraySum ArrayMax ArrayMin ArrayCompact ArrayUniqueAgg Flatten
Explode Unnest Posexplode ExplodeOuter GenerateSeries GenerateDateArray GenerateTimestampArray Columns
JSONExtract JSONExtractScalar JSONExtractArray JSONBExtract JSONBExtractScalar JSONArray JSONObject JSONArrayAgg JSONObjectAgg
JSONFormat JSONCast JSONType JSONKeys JSONArrayLength JSONValue JSONExists ParseJSON JSONArrayContains JSONBContains JSONArrayAppend
StructExtract GroupConcat StrPosition StrToTime StrToDate StrToUnix StrToMap TimeToStr TimeToUnix UnixToTime UnixToTimeStr UnixToStr
DateStrToDate TimeStrToTime TimeStrToDate TimeStrToUnix TsOrDsToDate TsOrDsAdd TsOrDsDiff DateAdd DateSub DateDiff
DatetimeAdd DatetimeSub DatetimeDiff DatetimeTrunc TimestampAdd TimestampSub TimestampDiff TimestampTrunc TimeAdd TimeSub
TimeDiff TimeTrunc DateTrunc DateBin DateFromParts TimestampFromParts TimeFromParts DateToDi DiToDate Extract Date Time Timestamp
CurrentDate CurrentTimestamp CurrentTime CurrentDatetime Localtime Localtimestamp DayOfWeekIso DayOfWeek DayOfMonth DayOfYear
WeekOfYear LastDay Dayname Monthname YearOfWeek YearOfWeekIso ToDays Interval AddMonths MonthsBetween
RegexpLike RegexpILike RegexpExtract RegexpExtractAll RegexpReplace RegexpSplit RegexpFullMatch RegexpCount RegexpInstr
Pad Repeat Space Chr Unicode Levenshtein JarowinklerSimilarity EditDistance Soundex Concat ConcatWs Split SplitPart
Substring SubstringIndex Trim Upper Lower Initcap Length BitLength ByteLength Reverse Replace Left Right StartsWith EndsWith Contains Translate
Pow Sqrt Cbrt Ln Log Exp Abs Ceil Floor Round Sign Rand Randn Mod IntDiv SafeDivide Factorial Sin Cos Tan Asin Acos Atan Atan2 Sinh Cosh Tanh
Greatest Least Max Min MaxBy MinBy Sum Avg Count CountIf ApproxDistinct ApproxQuantile Quantile PercentileCont PercentileDisc Median Mode
Stddev StddevPop StddevSamp Variance VariancePop Corr CovarPop CovarSamp LogicalAnd LogicalOr AnyValue First Last FirstValue
LastValue NthValue Lag Lead RowNumber Rank DenseRank PercentRank CumeDist Ntile ArgMax ArgMin BitwiseAndAgg BitwiseOrAgg BitwiseXorAgg
BitwiseCount Getbit Hex Unhex LowerHex MD5 MD5Digest SHA SHA2 FromBase64 ToBase64 Encode Decode IsNan IsInf Uuid Typeof Format
TimestampSeconds TimestampMillis UnixSeconds UnixMillis UnixMicros EpochMs Cardinality Distance CosineDistance EuclideanDistance
Apply Reduce List VarMap Anonymous Quarter Month Year Week Day Hour Minute Second Millisecond Predicate
"""
_CLASSES = frozenset(getattr(exp, name) for name in _CONSTRUCTS.split() if hasattr(exp, name))


def _known(kind: type[exp.Expr]) -> bool:
    """Whether a typed function of the parser is one of the allowed: by its class or by a name that it has."""
    return kind in _CLASSES or any(fold(name) in SCALARS for name in kind.sql_names())  # type: ignore[attr-defined]  # Func has it


_KINDS: dict[type[exp.Expr], bool] = {}


def name_of(node: exp.Expr) -> str:
    """The function's name as its author wrote it, as far as the tree keeps it."""
    if isinstance(node, exp.Anonymous):
        return fold(node.name)
    return fold(node.sql_name()) if isinstance(node, exp.Func) else ""


def _allowed(node: exp.Expr) -> bool:
    in_from = isinstance(node.parent, (exp.Table, exp.Lateral)) and node.arg_key == "this"
    if isinstance(node, exp.Anonymous):
        return name_of(node) in (TABLES if in_from else SCALARS)
    kind = type(node)
    if in_from:
        return isinstance(node, (exp.GenerateSeries, exp.Explode, exp.Unnest, exp.Repeat))
    if kind not in _KINDS:
        _KINDS[kind] = _known(kind)
    return _KINDS[kind]


def foreign_functions(tree: exp.Expr) -> list[str]:
    """Names of the functions in the tree that no query may call."""
    return list(_foreign(tree))


def _foreign(tree: exp.Expr) -> Iterator[str]:
    for node in tree.walk():
        if isinstance(node, exp.Func) and not _allowed(node):
            yield name_of(node)
        elif isinstance(node, exp.Table) and node.args.get("db") and isinstance(node.this, exp.Func):
            yield name_of(node.this)

import { parquetWriteBuffer } from 'hyparquet-writer';

/** A file of Apache Parquet with the columns given, each of which may have gaps (null). */
export function parquet(columns) {
  const columnData = columns.map((column) => ({ ...column, nullable: true }));
  return parquetWriteBuffer({ columnData });
}

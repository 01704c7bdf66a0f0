/** What to do about an error that is the machine's fault, not the program's; undefined for others. */
export function remedyOf(error) {
  switch (error?.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return `the disk is full (${error.message}): make room, then repeat.`;
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return `the project's folder can't be written (${error.message}): make it writable or copy the project, then repeat.`;
    case 'EEXIST':
    case 'ENOTDIR':
      return `something else is where a folder should be (${error.message}): remove it, then repeat.`;
    case 'MODULE_NOT_FOUND':
      return `a package is missing (${error.message.split('\n')[0]}): npm run setup brings it.`;
    default:
      return undefined;
  }
}

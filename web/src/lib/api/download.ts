/** Has the browser download what is at an address. @param name of the file; without one, the name that the server gives it */
export function download(url: string, name = ''): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
}

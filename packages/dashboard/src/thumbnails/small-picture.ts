/** Twice what the page shows, for fine screens. */
const width = 192;

/**
 * A picture of the server's in the size of a thumbnail, as a data address. Decoded away from the page's own thread, and once: a wall
 * that holds the large ones would decode megapixels whenever a row comes into sight.
 *
 * @throws Error when there is no such picture
 */
export async function loadSmallPicture(id: string): Promise<string> {
  const answer = await fetch(`/api/v1/pictures/${id}`);
  if (!answer.ok) throw new Error(`picture ${id}: ${answer.status}`);
  const bitmap = await createImageBitmap(await answer.blob(), { resizeWidth: width, resizeQuality: 'medium' });
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  bitmap.close();
  return dataAddress(await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 }));
}

function dataAddress(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error('unreadable'));
    reader.readAsDataURL(blob);
  });
}

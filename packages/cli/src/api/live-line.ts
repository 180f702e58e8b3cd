/** A line that says how things stand: in a terminal it is written over, elsewhere only news are lines of their own. */
export interface LiveLine {
  /** @param news what of it is worth a line in a log; the same as before is not. */
  show(text: string, news: string): void;
  /** Leaves the terminal at the start of a line. */
  end(): void;
}

const eraseLine = '\r\u001b[K';

export function createLiveLine(stream: Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>): LiveLine {
  let isOpen = false;
  let said = '';
  return {
    show(text, news) {
      if (stream.isTTY) {
        stream.write(`${eraseLine}${text.slice(0, (stream.columns ?? 80) - 1)}`);
        isOpen = true;
      } else if (news !== said) stream.write(`${news}\n`);
      said = news;
    },
    end() {
      if (isOpen) stream.write('\n');
      isOpen = false;
    },
  };
}

// What the application asks or says outside its page.
import { dialog, type BrowserWindow } from 'electron';

type CurrentWindow = () => BrowserWindow | undefined;

/** True when the person wants to quit although an import or export runs. */
export async function askToStopJobs(window: CurrentWindow): Promise<boolean> {
  const stop = 1;
  const answer = await show(window, {
    type: 'warning',
    message: 'An import or export is still running.',
    detail:
      'Quitting stops it. What is stored already stays; the rest of the medium will be missing until it is imported again. An export begins again when Vestibule is next opened.',
    buttons: ['Keep running', 'Stop and quit'],
    defaultId: 0,
    cancelId: 0,
  });
  return answer.response === stop;
}

export async function sayThatSettingsWereBroken(window: CurrentWindow): Promise<void> {
  await show(window, {
    type: 'info',
    message: 'Your settings could not be read.',
    detail: 'They were kept aside as settings.broken.json. Vestibule goes on with the usual ones.',
    buttons: ['Go on'],
  });
}

function show(
  window: CurrentWindow,
  options: Electron.MessageBoxOptions,
): Promise<Electron.MessageBoxReturnValue> {
  const parent = window();
  return parent === undefined
    ? dialog.showMessageBox(options)
    : dialog.showMessageBox(parent, options);
}
